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
  StreamLimitError,
} from "../client/index.ts";
import type { Clock } from "./clock.ts";
import { PartialDecoder } from "./partial-decoder.ts";
import { type Arrival, MAX_KEPT, type Read, type Recording } from "./recording.ts";

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
  readonly comments: { readonly atMs: number; readonly text: string }[] = [];
  readonly retries: number[] = [];
  head: Recording["head"];
  end: Recording["end"];
  readonly #options: ProbeOptions;
  readonly #parser: EventStreamParser<Probe>;
  #decoder: PartialDecoder | undefined;
  #endpoint: Endpoint;
  #exchange: Exchange<Probe>;

  /** Starts to connect. */
  constructor(options: ProbeOptions) {
    this.#options = options;
    this.#endpoint = options.endpoint;
    this.startedAtMs = options.clock.nowMs();
    this.#parser = new EventStreamParser(
      {
        onEvent: (event, { arrivals }) => this.#keep(arrivals, { atMs: this.#nowMs(), event }),
        onComment: (text, { comments }) => this.#keep(comments, { atMs: this.#nowMs(), text }),
        onRetry: (retryMs, { retries }) => this.#keep(retries, retryMs),
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
    this.#decoder = PartialDecoder.of(head.headers.get("content-encoding") ?? "");
    this.#options.onChange();
  }

  #onBody(bytes: Buffer): void {
    const eventsBefore = this.arrivals.length;
    try {
      this.#parser.push(this.#decoder?.push(bytes) ?? bytes);
    } catch (error) {
      if (!(error instanceof StreamLimitError)) throw error;
      this.#exchange.leave();
      this.#onOver({ kind: "limit", reason: error.message });
    }
    const last = bytes.at(-1);
    this.#keep(this.reads, {
      atMs: this.#nowMs(),
      bytes: bytes.length,
      isWhole: last === LF || last === CR,
      events: this.arrivals.length - eventsBefore,
    });
    this.#options.onChange();
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
