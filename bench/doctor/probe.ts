/**
 * One connection of the doctor's: it requests a stream, follows redirects, and records what arrives. It judges
 * nothing, and unlike a client it reads any content type and encoding.
 */

import type { Endpoint } from "../client/endpoint.ts";
import { Exchange, type ExchangeObserver } from "../client/exchange.ts";
import {
  EventStreamParser,
  type Outage,
  type ResponseHead,
  type StreamEvent,
  StreamLimitError,
} from "../client/index.ts";
import type { Clock } from "./clock.ts";
import {
  type Arrival,
  encodingOf,
  MAX_KEPT,
  MAX_KEPT_BYTES,
  type Read,
  type Recording,
  type Silence,
  SILENCE_MS,
} from "./recording.ts";
import { StreamDecoder } from "./stream-decoder.ts";

const MAX_REDIRECTS = 20;
const LF = 0x0a;
const CR = 0x0d;

export interface ProbeOptions {
  readonly endpoint: Endpoint;
  readonly tls: Bun.TLSOptions;
  readonly clock: Clock;
  /** Called on every record. */
  readonly onChange: () => void;
  /** Default: none. */
  readonly lastEventId?: string;
}

export class Probe implements Recording {
  readonly startedAtMs: number;
  readonly redirects: string[] = [];
  readonly reads: Read[] = [];
  readonly arrivals: Arrival[] = [];
  readonly silences: Silence[] = [];
  readonly retries: number[] = [];
  droppedArrivals = 0;
  lastReadAtMs: number | undefined;
  undecodable: string | undefined;
  head: Recording["head"];
  end: Recording["end"];
  readonly #options: ProbeOptions;
  readonly #parser: EventStreamParser<Probe>;
  #decoder: StreamDecoder | undefined;
  #keptBytes = 0;
  #endpoint: Endpoint;
  #exchange: Exchange<Probe>;

  /** Starts to connect. */
  constructor(options: ProbeOptions) {
    this.#options = options;
    this.#endpoint = options.endpoint;
    this.startedAtMs = options.clock.nowMs();
    this.#parser = new EventStreamParser(
      {
        onEvent: (event, probe) => probe.#onEvent(event),
        onRetry: (retryMs, probe) => probe.#keep(probe.retries, retryMs),
      },
      this,
    );
    this.#exchange = this.#ask();
  }

  /** The last event id so far. */
  get lastEventId(): string {
    return this.#parser.lastEventId;
  }

  /** Resets the connection, as a network fault would. */
  cut(): void {
    this.#exchange.reset();
  }

  close(): void {
    this.#exchange.leave();
    this.#decoder?.close();
  }

  static readonly #observer: ExchangeObserver<Probe> = {
    onHead: (head, probe) => probe.#onHead(head),
    onBody: (bytes, start, end, probe) => probe.#onBody(bytes.subarray(start, end)),
    onOver: (outage, probe) => probe.#onOver(outage),
  };

  #ask(): Exchange<Probe> {
    return new Exchange(Probe.#observer, this, {
      endpoint: this.#endpoint,
      request: this.#endpoint.request(this.#options.lastEventId ?? ""),
      tls: this.#options.tls,
      localAddress: undefined,
    });
  }

  #onHead(head: ResponseHead): void {
    const location = head.headers.get("location");
    const isRedirect = head.status >= 300 && head.status < 400 && location !== undefined;
    const next = isRedirect ? this.#endpoint.redirect(location) : undefined;
    if (next !== undefined && this.redirects.length < MAX_REDIRECTS) {
      this.#exchange.leave();
      this.redirects.push(next.url);
      this.#endpoint = next;
      this.#exchange = this.#ask();
      return;
    }
    this.head = { atMs: this.#nowMs(), head };
    const encoding = encodingOf(this);
    if (encoding !== "") this.#decodeFrom(encoding);
    this.#options.onChange();
  }

  #decodeFrom(encoding: string): void {
    this.#decoder = StreamDecoder.of(encoding, {
      onDecoded: (bytes) => this.#parse(bytes),
      onFault: () => (this.undecodable = `its bytes are not ${encoding}`),
    });
    if (this.#decoder === undefined) this.undecodable = `the doctor does not know ${encoding}`;
  }

  #onBody(bytes: Buffer): void {
    const atMs = this.#nowMs();
    const eventsBefore = this.arrivals.length + this.droppedArrivals;
    this.#noteSilence(atMs);
    const isEncoded = this.#decoder !== undefined || this.undecodable !== undefined;
    if (isEncoded) this.#decode(bytes);
    else this.#parse(bytes);
    const last = bytes.at(-1);
    this.#keep(this.reads, {
      atMs,
      bytes: bytes.length,
      // Compressed bytes end anywhere.
      isWhole: isEncoded || last === LF || last === CR,
      events: this.arrivals.length + this.droppedArrivals - eventsBefore,
    });
    this.#options.onChange();
  }

  #noteSilence(atMs: number): void {
    const fromMs = this.lastReadAtMs ?? this.head?.atMs ?? atMs;
    this.lastReadAtMs = atMs;
    if (atMs - fromMs >= SILENCE_MS) this.#keep(this.silences, { fromMs, toMs: atMs });
  }

  #decode(bytes: Buffer): void {
    if (this.#decoder === undefined) return;
    const held = this.#options.clock.hold();
    this.#decoder.push(bytes, () => {
      held[Symbol.dispose]();
      this.#options.onChange();
    });
  }

  #parse(bytes: Buffer): void {
    try {
      this.#parser.push(bytes);
    } catch (error) {
      if (!(error instanceof StreamLimitError)) throw error;
      this.close();
      this.#onOver({ kind: "limit", reason: error.message });
    }
  }

  #onEvent(event: StreamEvent): void {
    this.arrivals.push({ atMs: this.#nowMs(), event });
    this.#keptBytes += event.data.length;
    const isFull = this.arrivals.length > 2 * MAX_KEPT || this.#keptBytes > MAX_KEPT_BYTES;
    if (!isFull || this.arrivals.length < 2) return;
    const dropped = this.arrivals.splice(0, this.arrivals.length >> 1);
    this.droppedArrivals += dropped.length;
    for (const { event: old } of dropped) this.#keptBytes -= old.data.length;
  }

  #onOver(outage: Outage): void {
    this.end = { atMs: this.#nowMs(), outage };
    this.#options.onChange();
  }

  #nowMs(): number {
    return this.#options.clock.nowMs();
  }

  #keep<Entry>(entries: Entry[], entry: Entry): void {
    if (entries.length < MAX_KEPT) entries.push(entry);
  }
}
