/**
 * The Sandbox's stream. It resumes like any page's: the browser's EventSource reconnects by itself and sends
 * Last-Event-ID. An EventSource dispatches only the types it listens for: here `message`, `gap` and the hub's own,
 * those listed in the form, and each type published here.
 */

import { isReservedTopic } from "#protocol";
import { cutStream, publish, type PublishForm, type PublishOutcome } from "./hub-api.ts";
import { LateAnswers, type LateAnswersOptions } from "./late-answers.ts";
import { countHolders, hasLocks, holdLock } from "./locks.ts";
import { ReopeningSource, type Source } from "./reopening-source.ts";
import { readGap, type Row, type SandboxCounts, SandboxLog } from "./sandbox-log.ts";

const HUB_TYPES = ["stats", "minute", "canary"];
const ALWAYS_HEARD = ["message", "gap", ...HUB_TYPES];
/** Held in shared mode while there is a stream, so that every tab can count the streams. */
const STREAM_LOCK = "streamgauge-sandbox-stream";

export type SandboxState = "closed" | "connecting" | "open";

/** Everything the panel shows, at one moment. */
export interface SandboxSnapshot {
  readonly state: SandboxState;
  readonly rows: readonly Row[];
  readonly counts: SandboxCounts;
  /** A publish, or a cut, has had no response for some seconds. */
  readonly isPublishLate: boolean;
  readonly isDropLate: boolean;
}

export interface SandboxOptions {
  /** Since 1970, in ms. */
  readonly wallMs: () => number;
  readonly onChange: () => void;
  readonly open?: (url: string) => Source;
  readonly after?: LateAnswersOptions["after"];
}

export class SandboxSession {
  readonly #options: SandboxOptions;
  readonly #log = new SandboxLog();
  readonly #types = new Set(ALWAYS_HEARD);
  readonly #latePublishes: LateAnswers;
  readonly #lateDrops: LateAnswers;
  #source: ReopeningSource | undefined;
  #letGoOfLock: () => void = () => {};
  #streamName = "";
  #state: SandboxState = "closed";
  #lastEventId = "";
  #hasOpened = false;
  #hasHubTopic = false;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#latePublishes = new LateAnswers(options);
    this.#lateDrops = new LateAnswers(options);
  }

  /** Streams that this session has open at the hub. */
  get streams(): number {
    return this.#state === "open" ? 1 : 0;
  }

  get isWaiting(): boolean {
    return this.#latePublishes.count + this.#lateDrops.count > 0;
  }

  snapshot(): SandboxSnapshot {
    return {
      state: this.#state,
      rows: this.#log.rows(),
      counts: this.#log.counts,
      isPublishLate: this.#latePublishes.count > 0,
      isDropLate: this.#lateDrops.count > 0,
    };
  }

  /** Sandbox streams of other tabs of this browser. */
  async countElsewhere(): Promise<number> {
    return (await countHolders(STREAM_LOCK)) - (this.#source === undefined ? 0 : 1);
  }

  /** Opens a new stream at the head, after closing any open one. */
  connect(topics: readonly string[], types: readonly string[]): void {
    this.#close();
    for (const type of types) this.#types.add(type);
    this.#streamName = randomName();
    this.#lastEventId = "";
    this.#hasOpened = false;
    this.#hasHubTopic = topics.some(isReservedTopic);
    this.#source = new ReopeningSource({
      url: () => this.#url(topics),
      types: [...this.#types],
      onOpen: () => this.#onOpen(topics),
      onLost: () => this.#onLost("Connection lost; the browser reconnects by itself."),
      onClosed: (waitMs) =>
        this.#onLost(`Refused; trying again in ${(waitMs / 1000).toFixed(1)} s.`),
      onEvent: (event) => this.#onEvent(event),
      ...(this.#options.open === undefined ? {} : { open: this.#options.open }),
    });
    if (hasLocks) this.#letGoOfLock = holdLock({ name: STREAM_LOCK, mode: "shared" });
    this.#become("connecting");
  }

  disconnect(): void {
    if (this.#source === undefined) return;
    this.#close();
    this.#notice("Disconnected.");
    this.#become("closed");
  }

  /** Has the hub cut the stream, as a failing network would; the browser then reconnects by itself. */
  async drop(): Promise<void> {
    const fault = await this.#lateDrops.watch(cutStream(this.#streamName));
    if (fault !== undefined) this.#notice(`The connection was not dropped: ${fault}`);
  }

  async publish(form: PublishForm): Promise<PublishOutcome> {
    if (form.type !== "") this.#listenFor(form.type);
    return await this.#latePublishes.watch(publish(form));
  }

  #close(): void {
    this.#source?.close();
    this.#source = undefined;
    this.#letGoOfLock();
  }

  #listenFor(type: string): void {
    this.#types.add(type);
    this.#source?.listenFor(type);
  }

  /** A new EventSource does not know the last event id of the previous one, so the URL carries it. */
  #url(topics: readonly string[]): string {
    const query = new URLSearchParams(topics.map((topic) => ["topic", topic]));
    query.set("stream", this.#streamName);
    if (this.#lastEventId !== "") query.set("lastEventID", this.#lastEventId);
    return `/events?${query}`;
  }

  #onOpen(topics: readonly string[]): void {
    const resumed =
      this.#lastEventId === ""
        ? "Reconnected; no event had arrived yet, so there was none to resume after."
        : `Resumed after ${this.#lastEventId}.`;
    this.#notice(this.#hasOpened ? resumed : `Connected to ${topics.join(", ")}.`);
    this.#hasOpened = true;
    this.#become("open");
  }

  /** The browser reports every failed attempt; one notice is enough. */
  #onLost(text: string): void {
    if (this.#state === "open" || text.startsWith("Refused")) this.#notice(text);
    this.#become("connecting");
  }

  #onEvent({ type, data, lastEventId }: MessageEvent<string>): void {
    const atMs = this.#options.wallMs();
    // The hub's own events have no id; EventSource reports an earlier event's id for them.
    const hasNoId = this.#hasHubTopic && HUB_TYPES.includes(type);
    const gap = type === "gap" ? readGap(data) : undefined;
    if (!hasNoId) this.#lastEventId = lastEventId;
    if (gap === undefined) this.#log.addEvent({ atMs, id: hasNoId ? "" : lastEventId, type, data });
    else this.#log.addGap(atMs, gap);
    this.#options.onChange();
  }

  #notice(text: string): void {
    this.#log.addNotice(this.#options.wallMs(), text);
    this.#options.onChange();
  }

  #become(state: SandboxState): void {
    this.#state = state;
    this.#options.onChange();
  }
}

/** A name for this stream at the hub, so that only this one is cut. */
function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
