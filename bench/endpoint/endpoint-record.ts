/** The instruments of an endpoint run, read only when it is over: histograms, counts, the book. */

import type { Outage, StreamEvent } from "../client/index.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { EventBook } from "./event-book.ts";
import { IdGaps, IdOrder } from "./id-order.ts";
import { Rhythm } from "./rhythm.ts";
import type { StampReader } from "./stamp.ts";

/** Most reconnection times kept. */
const MAX_RETRIES = 10_000;
/** Most different reasons kept. */
const MAX_REASONS = 50;

export interface EndpointRecordOptions {
  readonly clients: number;
  /** The clients that will be cut on purpose. */
  readonly isToBeCut: (client: number) => boolean;
  /** `undefined` if events do not say when they were created. */
  readonly readStamp: StampReader | undefined;
}

export class EndpointRecord {
  readonly connect = new LatencyHistogram();
  readonly firstByte = new LatencyHistogram();
  readonly firstEvent = new LatencyHistogram();
  readonly heartbeat = new LatencyHistogram();
  readonly skew = new LatencyHistogram();
  readonly recovery = new LatencyHistogram();
  readonly latency = new LatencyHistogram();
  /** Latencies since the display last emptied it. */
  readonly recentLatency = new LatencyHistogram();
  /** Events that seem to arrive before they were created, since clocks disagree. */
  early = 0;
  readonly book: EventBook;
  readonly rhythm: Rhythm;
  readonly gaps = new IdGaps();
  readonly retriesMs: number[] = [];
  readonly outages = new Map<string, number>();
  /** Numbers of the bench's own events that reached an uncut client. */
  readonly sequences = new Set<number>();
  deliveries = 0;
  withoutId = 0;
  duplicated = 0;
  duplicatedAfterResume = 0;
  outOfOrder = 0;
  /** Older events that no client had received in this run. */
  replayed = 0;
  recovered = 0;
  recoveredInTime = 0;
  readonly #options: EndpointRecordOptions;
  readonly #order: IdOrder;
  readonly #lastCommentMs: Float64Array;
  readonly #hasHadEvent: Uint8Array;
  readonly #isResumed: Uint8Array;
  #isStarted = false;
  #offsetMs = 0;
  #cutAtMs = Number.NaN;

  constructor(options: EndpointRecordOptions) {
    const { clients, isToBeCut } = options;
    this.#options = options;
    const onSkew = (skewMs: number) => this.skew.record(skewMs);
    this.book = new EventBook({ clients, isToBeCut, onSkew });
    this.rhythm = new Rhythm(clients);
    this.#order = new IdOrder(clients);
    this.#lastCommentMs = new Float64Array(clients).fill(Number.NaN);
    this.#hasHadEvent = new Uint8Array(clients);
    this.#isResumed = new Uint8Array(clients);
  }

  /**
   * Starts the account, once all clients that will open are open. The stamps' clock is `offsetMs` ahead of this one.
   */
  start(atMs: number, offsetMs: number): void {
    this.#isStarted = true;
    this.#offsetMs = offsetMs;
    this.book.start(atMs);
  }

  cut(atMs: number): void {
    this.#cutAtMs = atMs;
    this.book.cut(atMs);
  }

  /** `sinceConnectMs` is the time since the client started to connect. */
  arrived(event: StreamEvent, client: number, atMs: number, sinceConnectMs: number): void {
    if (this.#hasHadEvent[client] === 0) {
      this.#hasHadEvent[client] = 1;
      this.firstEvent.record(sinceConnectMs);
    }
    const { id, type, data } = event;
    const key = `${id}\n${type}\n${Bun.hash(data)}`;
    const kind = this.book.enter(client, key, id !== "", atMs);
    if (kind === "again") return this.#repeated(client);
    if (this.#order.isBehind(client, id)) {
      if (kind === "new") this.replayed += 1;
      else this.outOfOrder += 1;
    } else if (kind === "new" && this.#isStarted) this.gaps.note(id);
    if (this.#isStarted) this.#measure(event, client, atMs);
  }

  commented(client: number, atMs: number): void {
    const sinceMs = atMs - (this.#lastCommentMs[client] ?? Number.NaN);
    this.#lastCommentMs[client] = atMs;
    if (!Number.isNaN(sinceMs)) this.heartbeat.record(sinceMs);
  }

  retried(retryMs: number): void {
    if (this.retriesMs.length < MAX_RETRIES) this.retriesMs.push(retryMs);
  }

  /** A client is back that reconnected at `askedAtMs`; `isInTime` says that it had waited as long as told. */
  reopened(client: number, askedAtMs: number, atMs: number, isInTime: boolean): void {
    const isFirst = this.#isResumed[client] === 0;
    if (Number.isNaN(this.#cutAtMs) || !this.#options.isToBeCut(client) || !isFirst) return;
    this.#isResumed[client] = 1;
    this.recovered += 1;
    if (isInTime) this.recoveredInTime += 1;
    this.recovery.record(atMs - this.#cutAtMs);
    this.book.askedAgain(client, askedAtMs);
  }

  lost(client: number, { kind, reason }: Outage): void {
    this.rhythm.interrupt(client);
    this.#lastCommentMs[client] = Number.NaN;
    if (kind === "cut" || (this.outages.size >= MAX_REASONS && !this.outages.has(reason))) return;
    this.outages.set(reason, (this.outages.get(reason) ?? 0) + 1);
  }

  #repeated(client: number): void {
    if (this.#isResumed[client] === 1) this.duplicatedAfterResume += 1;
    else this.duplicated += 1;
  }

  #measure({ id, data }: StreamEvent, client: number, atMs: number): void {
    this.deliveries += 1;
    if (id === "") this.withoutId += 1;
    this.rhythm.enter(client, atMs);
    const stamp = this.#options.readStamp?.(data);
    // Events that a cut client missed are late because of the cut, not the server.
    const isCut = this.#options.isToBeCut(client) && !Number.isNaN(this.#cutAtMs);
    if (stamp === undefined || isCut) return;
    const latencyMs = atMs + this.#offsetMs - stamp.madeAtMs;
    this.latency.record(latencyMs);
    this.recentLatency.record(latencyMs);
    if (latencyMs < 0) this.early += 1;
    if (stamp.sequence !== undefined) this.sequences.add(stamp.sequence);
  }
}
