/**
 * One measuring EventSource, built to exist by the ten thousand: it has no closure, decoder or buffer of its own
 * while its stream is idle. Only its latest exchange calls it back.
 * [spec] https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
 */

import { isIP } from "node:net";
import type { Endpoint } from "./endpoint.ts";
import { Exchange, type ExchangeObserver } from "./exchange.ts";
import type { ResponseHead } from "./http-head.ts";
import type { Outage } from "./outage.ts";
import { EventStreamParser } from "./parser.ts";
import { StreamLimitError, type StreamHandlers } from "./stream.ts";
import { type Callbacks, Target, type TargetOptions } from "./target.ts";
import { judge } from "./verdict.ts";

export const CONNECTING = 0;
export const OPEN = 1;
export const CLOSED = 2;
export type ReadyState = typeof CONNECTING | typeof OPEN | typeof CLOSED;

/** Options that differ between the clients of a pool. */
export interface ClientOptions {
  /** The client's place in its pool. Default: 0. */
  readonly index?: number | undefined;
  /** Source address to connect from, so that ports do not run out. Default: the system's choice. */
  readonly localAddress?: string | undefined;
  /** Where to resume from at the first connect. Default: nowhere. */
  readonly lastEventId?: string | undefined;
}

export type ClientCallbacks = Callbacks<MeasuringClient>;
export type ClientTargetOptions = TargetOptions<MeasuringClient>;

/** What the clients of a pool share; create one, then any number of clients with it. */
export class ClientTarget extends Target<MeasuringClient> {}

// [spec] A reconnection time, in milliseconds. This must initially be an implementation-defined value,
// probably in the region of a few seconds.
const DEFAULT_RECONNECTION_MS = 3000;
/** With a longer delay `setTimeout` fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
// [spec] Fetch: If request's redirect count is 20, then return a network error.
const MAX_REDIRECTS = 20;

export class MeasuringClient {
  readonly index: number;
  readonly #target: ClientTarget;
  readonly #localAddress: string | undefined;
  readonly #parser: EventStreamParser<MeasuringClient>;
  #endpoint: Endpoint;
  #exchange: Exchange<MeasuringClient>;
  #state: ReadyState = CONNECTING;
  #timer: Disposable | undefined;
  #retryMs = DEFAULT_RECONNECTION_MS;
  #redirects = 0;
  #isPaused = false;
  /** What earlier exchanges received. */
  #earlierBytes = 0;
  #startedAtMs = performance.now();
  #openedAtMs = Number.NaN;

  /**
   * Starts to connect; callbacks follow later.
   * @throws {TypeError} when `localAddress` is not an IP address, or `lastEventId` cannot come from a stream
   * @throws {Error} from Bun, when it cannot use the TLS options
   */
  constructor(target: ClientTarget, options: ClientOptions = {}) {
    const { index = 0, localAddress, lastEventId = "" } = options;
    // Bun silently ignores an invalid address.
    if (localAddress !== undefined && isIP(localAddress) === 0) {
      throw new TypeError(`Cannot connect from ${JSON.stringify(localAddress)}: not an IP address`);
    }
    this.index = index;
    this.#target = target;
    this.#endpoint = target.endpoint;
    this.#localAddress = localAddress;
    this.#parser = new EventStreamParser(MeasuringClient.#streamHandlers, this, {
      limits: target.limits,
      lastEventId,
    });
    this.#exchange = this.#ask();
  }

  get readyState(): ReadyState {
    return this.#state;
  }

  /** The last event id so far; empty if there was none. */
  get lastEventId(): string {
    return this.#parser.lastEventId;
  }

  /** The origin of the stream's final URL, after redirects. */
  get origin(): string {
    return this.#endpoint.origin;
  }

  /** The current reconnection time, in ms. */
  get retryMs(): number {
    return this.#retryMs;
  }

  /** Bytes read from all its sockets so far, including HTTP but not TLS. */
  get receivedBytes(): number {
    return this.#earlierBytes + this.#exchange.receivedBytes;
  }

  /** When the latest attempt started, ms of `performance.now()`. Redirects are part of an attempt. */
  get startedAtMs(): number {
    return this.#startedAtMs;
  }

  /** When TCP was connected, ms of `performance.now()`; NaN before. A TLS handshake comes after it. */
  get connectedAtMs(): number {
    return this.#exchange.connectedAtMs;
  }

  /** When the first byte of the response came, ms of `performance.now()`; NaN before. */
  get firstByteAtMs(): number {
    return this.#exchange.firstByteAtMs;
  }

  /** When the response was known to be a stream, ms of `performance.now()`; NaN before. */
  get openedAtMs(): number {
    return this.#openedAtMs;
  }

  /** Closes it cleanly and for good. No callback follows. */
  close(): void {
    this.#state = CLOSED;
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    this.#exchange.leave();
    this.#parser.reset();
  }

  /**
   * Resets the TCP connection, or aborts the attempt, as a network fault would; the standard's reconnect follows.
   * Does nothing while waiting for one.
   */
  cut(): void {
    if (this.#state === CLOSED || this.#timer !== undefined) return;
    this.#exchange.reset();
    this.#lose({ kind: "cut", reason: "Cut by the client" });
  }

  /** Stops reading once the stream is open, and after each reconnect, until `resume`. */
  pause(): void {
    this.#isPaused = true;
    if (this.#state === OPEN) this.#exchange.pause();
  }

  /** Continues reading. */
  resume(): void {
    this.#isPaused = false;
    if (this.#state === OPEN) this.#exchange.resume();
  }

  static readonly #exchangeObserver: ExchangeObserver<MeasuringClient> = {
    onHead: (head, client) => client.#onHead(head),
    onBody: (bytes, start, end, client) => client.#onBody(bytes, start, end),
    onOver: (outage, client) => client.#lose(outage),
  };

  static readonly #streamHandlers: StreamHandlers<MeasuringClient> = {
    onEvent: (event, client) => client.#target.callbacks.onEvent(event, client),
    onRetry(retryMs, client) {
      client.#retryMs = retryMs;
      client.#target.callbacks.onRetry(retryMs, client);
    },
    onComment: (text, client) => client.#target.callbacks.onComment(text, client),
  };

  static #reconnect(client: MeasuringClient): void {
    client.#timer = undefined;
    client.#startedAtMs = performance.now();
    client.#askAgain();
  }

  #ask(): Exchange<MeasuringClient> {
    return new Exchange(MeasuringClient.#exchangeObserver, this, {
      endpoint: this.#endpoint,
      request: this.#endpoint.request(this.#parser.lastEventId),
      tls: this.#target.tls,
      localAddress: this.#localAddress,
    });
  }

  #askAgain(): void {
    this.#earlierBytes += this.#exchange.receivedBytes;
    this.#openedAtMs = Number.NaN;
    this.#exchange = this.#ask();
  }

  #onHead(head: ResponseHead): void {
    const { callbacks } = this.#target;
    const exchange = this.#exchange;
    callbacks.onHead(head, this);
    if (exchange.isOver) return;
    const verdict = judge(head);
    if (verdict.kind === "redirect") return this.#redirect(verdict.location);
    if (verdict.kind === "fail") return this.#fail(verdict.outage);
    // [spec] Announce the connection: … set the readyState attribute to OPEN and fire an event named open.
    this.#state = OPEN;
    this.#openedAtMs = performance.now();
    if (this.#isPaused) exchange.pause();
    callbacks.onOpen(this);
  }

  #onBody(bytes: Buffer, start: number, end: number): void {
    try {
      this.#parser.push(bytes, start, end);
    } catch (error) {
      if (!(error instanceof StreamLimitError)) throw error;
      this.#lose({ kind: "limit", reason: error.message });
    }
  }

  #redirect(location: string): void {
    const next = this.#endpoint.redirect(location);
    if (next === undefined || this.#redirects === MAX_REDIRECTS) {
      const fault =
        next === undefined ? "not an http(s) URL" : `more than ${MAX_REDIRECTS} redirects`;
      return this.#fail({
        kind: "redirect",
        reason: `Cannot follow a redirect to ${JSON.stringify(location)}: ${fault}`,
      });
    }
    this.#exchange.leave();
    this.#redirects++;
    this.#endpoint = next;
    this.#askAgain();
  }

  // [spec] Reestablish the connection: … Set the readyState attribute to CONNECTING. Fire an event named
  // error … Wait a delay equal to the reconnection time of the event source.
  #lose(outage: Outage): void {
    this.#parser.reset();
    // A retry would receive the same bytes.
    if (!this.#target.reconnects || outage.kind === "limit") return this.#fail(outage);
    this.#state = CONNECTING;
    this.#endpoint = this.#target.endpoint;
    this.#redirects = 0;
    const delayMs = Math.min(this.#retryMs, MAX_TIMER_MS);
    this.#timer = this.#target.startTimer(MeasuringClient.#reconnect, delayMs, this);
    this.#target.callbacks.onLost(outage, delayMs, this);
  }

  // [spec] Fail the connection: … set the readyState attribute to CLOSED and fire an event named error.
  // Once the user agent has failed the connection, it does not attempt to reconnect.
  #fail(outage: Outage): void {
    this.close();
    this.#target.callbacks.onFail(outage, this);
  }
}
