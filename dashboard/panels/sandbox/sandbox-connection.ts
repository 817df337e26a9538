/**
 * One named connection of the Sandbox: what it subscribes to and over which transport, its log and its figures. It keeps
 * all of them when it is closed, until it is connected anew.
 */

import { OwnLatency, type PublishTimes, RateMeter } from "./connection-figures.ts";
import { holdConnection } from "../../feed/held-connections.ts";
import type { ConnectionForm, RememberedConnection } from "./sandbox-memory.ts";
import { readGap, type Row, type SandboxCounts, SandboxLog } from "./sandbox-log.ts";
import { type Openers, openWire, type Transport } from "./transports.ts";
import { HUB_TYPES, type Wire, type WireEvent } from "./wire.ts";

export const ALWAYS_HEARD: readonly string[] = ["message", "gap", ...HUB_TYPES];
export const MAX_NAME_LENGTH = 40;

export type ConnectionState = "closed" | "connecting" | "open";

/** What is shown of a connection, at one moment. */
export interface ConnectionSnapshot extends Pick<ConnectionForm, "name" | "transport"> {
  readonly number: number;
  readonly state: ConnectionState;
  readonly isReading: boolean;
  readonly counts: SandboxCounts;
  /** Mean over the last seconds. */
  readonly perSecond: number;
  readonly lastEventId: string;
  /** From publish to arrival, of the last event that this page published and this connection got. */
  readonly latencyMs: number | undefined;
  /** Over the last hundred of these. */
  readonly medianLatencyMs: number | undefined;
}

export interface ConnectionOptions extends Openers {
  /** Since 1970, in ms. */
  readonly wallMs: () => number;
  readonly onChange: () => void;
  /** Called for each event instead: there may be many. */
  readonly onArrival?: () => void;
}

export class SandboxConnection {
  /** Tells connections of one page apart, whatever their names. */
  readonly number: number;
  readonly #options: ConnectionOptions;
  readonly #publishTimes: PublishTimes;
  readonly #log = new SandboxLog();
  readonly #types = new Set(ALWAYS_HEARD);
  #form: ConnectionForm;
  #rate = new RateMeter();
  #latency = new OwnLatency();
  #wire: Wire | undefined;
  /** Of the wire: the form may say another by now. */
  #transport: Transport;
  #topics: readonly string[] = [];
  #letGo: () => void = () => {};
  #streamName = "";
  #state: ConnectionState = "closed";
  /** Of the wire before. */
  #lastEventId = "";
  #hasOpened = false;
  /** Whether it was said why it is not open. */
  #hasSaidWhy = false;
  #isReading = true;

  constructor(
    number: number,
    form: ConnectionForm,
    publishTimes: PublishTimes,
    options: ConnectionOptions,
  ) {
    this.number = number;
    this.#form = form;
    this.#transport = form.transport;
    this.#publishTimes = publishTimes;
    this.#options = options;
  }

  get form(): ConnectionForm {
    return this.#form;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** By which the hub knows its stream. */
  get streamName(): string {
    return this.#streamName;
  }

  /** Whether it takes one of the browser's connections over HTTP/1.1; WebSockets do not. */
  get takesConnection(): boolean {
    return this.#wire !== undefined && this.#transport !== "websocket";
  }

  /** A change of topics, types or transport has its effect at the next `connect()`. */
  fillIn(change: Partial<ConnectionForm>): void {
    this.#form = { ...this.#form, ...change };
    this.#options.onChange();
  }

  snapshot(): ConnectionSnapshot {
    const { name, transport } = this.#form;
    return {
      number: this.number,
      name: name.trim() || `Connection ${this.number}`,
      transport,
      state: this.#state,
      isReading: this.#isReading,
      counts: this.#log.counts,
      perSecond: this.#rate.perSecond(this.#options.wallMs()),
      lastEventId: this.#wire?.lastEventId ?? this.#lastEventId,
      latencyMs: this.#latency.lastMs,
      medianLatencyMs: this.#latency.medianMs,
    };
  }

  /** Newest first. */
  rows(count?: number): readonly Row[] {
    return this.#log.rows(count);
  }

  clear(): void {
    this.#log.clear();
    this.#options.onChange();
  }

  /** What a page that replaces this one needs to go on. */
  remembered(): RememberedConnection {
    const { lastEventId } = this.snapshot();
    const types = [...this.#types].filter((type) => !ALWAYS_HEARD.includes(type));
    const isOpen = this.#wire !== undefined;
    return {
      number: this.number,
      form: isOpen ? { ...this.#form, transport: this.#transport } : this.#form,
      isReading: this.#isReading,
      stream: isOpen ? { topics: this.#topics, types, lastEventId } : null,
    };
  }

  /** Goes on as a connection of the page before, after its last event. */
  goOn({ isReading, stream }: RememberedConnection): void {
    this.#isReading = isReading;
    if (stream === null) return;
    const { topics, types, lastEventId } = stream;
    const from = lastEventId === "" ? "no event had come" : `resuming after ${lastEventId}`;
    this.notice(`The page was loaded anew; connecting again, ${from}.`);
    this.#open(topics, types, lastEventId);
    this.#hasOpened = true;
  }

  /** Opens a new stream at the head, after closing any open one. */
  connect(topics: readonly string[], types: readonly string[]): void {
    this.#open(topics, types, "");
  }

  disconnect(): void {
    if (this.#wire === undefined) return;
    this.#close();
    this.notice("Disconnected.");
    this.#become("closed");
  }

  /** Stops or continues reading, where the transport can: see `FetchWire`. */
  setReading(isReading: boolean): void {
    if (isReading === this.#isReading) return;
    this.#isReading = isReading;
    this.#wire?.setReading(isReading);
    this.notice(isReading ? "Reads again." : "Stopped reading.");
  }

  listenFor(type: string): void {
    this.#types.add(type);
    this.#wire?.listenFor(type);
  }

  /** The hub has answered a publish of this page. */
  published(id: string, sentMs: number): void {
    this.#latency.published(id, sentMs);
  }

  notice(text: string): void {
    this.#log.addNotice(this.#options.wallMs(), text);
    this.#options.onChange();
  }

  #open(topics: readonly string[], types: readonly string[], lastEventId: string): void {
    this.#close();
    this.#transport = this.#form.transport;
    this.#topics = topics;
    for (const type of types) this.#types.add(type);
    this.#streamName = randomName();
    this.#hasOpened = false;
    this.#hasSaidWhy = false;
    this.#latency = new OwnLatency();
    const query = new URLSearchParams(topics.map((topic) => ["topic", topic]));
    query.set("stream", this.#streamName);
    const options = {
      query,
      types: [...this.#types],
      lastEventId,
      onOpen: (resumedAfter: string) => this.#onOpen(topics, resumedAfter),
      onLost: (why: string) => this.#onLost(why),
      onRefused: (why: string) => this.#onLost(why, true),
      onEvent: (event: WireEvent) => this.#onEvent(event),
    };
    this.#wire = openWire(this.#transport, options, this.#options);
    if (!this.#isReading) this.#wire.setReading(false);
    if (this.takesConnection) this.#letGo = holdConnection();
    this.#become("connecting");
  }

  #close(): void {
    this.#lastEventId = this.#wire?.lastEventId ?? this.#lastEventId;
    this.#wire?.close();
    this.#wire = undefined;
    this.#letGo();
    this.#letGo = () => {};
  }

  #onOpen(topics: readonly string[], resumedAfter: string): void {
    const resumed =
      resumedAfter === ""
        ? "Reconnected; no event had arrived yet, so there was none to resume after."
        : `Resumed after ${resumedAfter}.`;
    this.notice(this.#hasOpened ? resumed : `Connected to ${topics.join(", ")}.`);
    this.#hasOpened = true;
    this.#become("open");
  }

  /** A browser reports every failed attempt to reconnect; one notice is enough. */
  #onLost(why: string, isRefused = false): void {
    if (this.#state === "open" || isRefused || !this.#hasSaidWhy) this.notice(why);
    this.#hasSaidWhy = true;
    this.#become("connecting");
  }

  #onEvent({ id, type, data, raw }: WireEvent): void {
    const atMs = this.#options.wallMs();
    const gap = type === "gap" ? readGap(data) : undefined;
    if (gap === undefined) {
      this.#rate.count(atMs);
      this.#latency.arrived(id, atMs, this.#publishTimes.sentMs(id));
      this.#log.addEvent({ atMs, id, type, data, raw });
    } else this.#log.addGap(atMs, gap);
    const { onChange, onArrival = onChange } = this.#options;
    onArrival();
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#options.onChange();
  }
}

/** A name for a stream at the hub, so that only this one is cut. */
function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
