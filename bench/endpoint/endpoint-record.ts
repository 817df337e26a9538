/** The instruments of an endpoint run, read only when it is over: histograms, counts, the book. */

import type { Outage, StreamEvent } from "../client/index.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import type { ClockOffset } from "./clock-offset.ts";
import { EventBook } from "./event-book.ts";
import { IdGaps, isLower } from "./id-order.ts";
import { PublishOrder } from "./publish-order.ts";
import { Rhythm } from "./rhythm.ts";
import type { Stamp, StampReader } from "./stamp.ts";

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
  readonly published: PublishOrder;
  readonly retriesMs: number[] = [];
  readonly outages = new Map<string, number>();
  /** Numbers of the bench's own events that reached an uncut client, or a cut one before the cut. */
  readonly sequences = new Set<number>();
  deliveries = 0;
  lastDeliveryAtMs = 0;
  withoutId = 0;
  duplicated = 0;
  duplicatedAfterResume = 0;
  recovered = 0;
  recoveredInTime = 0;
  readonly #options: EndpointRecordOptions;
  readonly #lastCommentMs: Float64Array;
  readonly #hasHadEvent: Uint8Array;
  readonly #cutAtMs: Float64Array;
  readonly #isResumed: Uint8Array;
  readonly #isRecovered: Uint8Array;
  /** Each client's last id, and the event that brought it. */
  readonly #latest: { readonly id: string; readonly key: string }[];
  /** The id that each client last resumed from. */
  readonly #resumedFrom: string[];
  #isStarted = false;
  /** `undefined` if unknown, or until the account starts. */
  #clock: ClockOffset | undefined;

  constructor(options: EndpointRecordOptions) {
    const { clients, isToBeCut } = options;
    this.#options = options;
    const onSkew = (skewMs: number) => this.skew.record(skewMs);
    this.book = new EventBook({ clients, isToBeCut, onSkew });
    this.rhythm = new Rhythm(clients);
    this.published = new PublishOrder(clients);
    this.#lastCommentMs = new Float64Array(clients).fill(Number.NaN);
    this.#hasHadEvent = new Uint8Array(clients);
    this.#cutAtMs = new Float64Array(clients).fill(Infinity);
    this.#isResumed = new Uint8Array(clients);
    this.#isRecovered = new Uint8Array(clients);
    this.#latest = Array.from({ length: clients }, () => ({ id: "", key: "" }));
    this.#resumedFrom = Array.from({ length: clients }, () => "");
  }

  /** Starts the account, once all clients that will open have opened. `clock` is that of the stamps. */
  start(atMs: number, clock: ClockOffset | undefined): void {
    this.#isStarted = true;
    this.#clock = clock;
    this.book.start(atMs);
  }

  cut(client: number, atMs: number): void {
    this.#cutAtMs[client] = atMs;
    this.book.cut(client, atMs);
  }

  /** `sinceConnectMs` is the time since the client started to connect. */
  arrived(event: StreamEvent, client: number, atMs: number, sinceConnectMs: number): void {
    if (this.#hasHadEvent[client] === 0) {
      this.#hasHadEvent[client] = 1;
      this.firstEvent.record(sinceConnectMs);
    }
    const stamp = this.#options.readStamp?.(event.data);
    const identity = this.#identify(event, client);
    const looksOld = identity.isUnique && this.#looksOld(event.id, client);
    const kind = this.book.enter(client, {
      ...identity,
      looksOld,
      atMs,
      madeAtMs: this.#earliest(stamp),
      isLate: this.published.isLate(client, stamp?.sequence),
    });
    if (kind === "again") return this.#repeated(client);
    const isNext = kind === "new" && identity.isUnique && !looksOld;
    if (isNext && this.#isStarted) this.gaps.note(event.id);
    if (this.#isStarted) this.#measure(identity.isUnique, stamp, client, atMs);
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
    this.#isResumed[client] = 1;
    this.#resumedFrom[client] = this.#latest[client]?.id ?? "";
    const cutAtMs = this.#cutAtMs[client] ?? Infinity;
    if (cutAtMs === Infinity || this.#isRecovered[client] === 1) return;
    this.#isRecovered[client] = 1;
    this.recovered += 1;
    if (isInTime) this.recoveredInTime += 1;
    this.recovery.record(atMs - cutAtMs);
    this.book.askedAgain(client, askedAtMs);
  }

  lost(client: number, { kind, reason }: Outage): void {
    // Only the bench's own cut is no silence of the server's.
    if (kind === "cut") this.rhythm.interrupt(client);
    this.#lastCommentMs[client] = Number.NaN;
    if (kind === "cut" || (this.outages.size >= MAX_REASONS && !this.outages.has(reason))) return;
    this.outages.set(reason, (this.outages.get(reason) ?? 0) + 1);
  }

  #repeated(client: number): void {
    if (this.#isResumed[client] === 1) this.duplicatedAfterResume += 1;
    else this.duplicated += 1;
  }

  /** An event without an id has the id of the one before; so has one that is sent twice in a row. */
  #identify({ id, type, data }: StreamEvent, client: number): { key: string; isUnique: boolean } {
    const text = `${type}\n${Bun.hash(data)}`;
    const key = `${id}\n${text}`;
    const latest = this.#latest[client];
    const isUnique = id !== "" && (id !== latest?.id || key === latest.key);
    if (isUnique) this.#latest[client] = { id, key };
    return { key: isUnique ? key : text, isUnique };
  }

  #looksOld(id: string, client: number): boolean {
    return this.#isResumed[client] === 1 && isLower(id, this.#resumedFrom[client] ?? "");
  }

  #earliest(stamp: Stamp | undefined): number | undefined {
    if (stamp === undefined || this.#clock === undefined) return undefined;
    return stamp.madeAtMs - this.#clock.offsetMs - this.#clock.errorMs;
  }

  #measure(hasId: boolean, stamp: Stamp | undefined, client: number, atMs: number): void {
    this.deliveries += 1;
    this.lastDeliveryAtMs = atMs;
    if (!hasId) this.withoutId += 1;
    this.rhythm.enter(client, atMs);
    // Events that a cut client missed are late because of the cut, not the server.
    const isCut = (this.#cutAtMs[client] ?? Infinity) < Infinity;
    if (stamp === undefined || isCut || this.#clock === undefined) return;
    const latencyMs = atMs + this.#clock.offsetMs - stamp.madeAtMs;
    this.latency.record(latencyMs);
    this.recentLatency.record(latencyMs);
    if (latencyMs < 0) this.early += 1;
    if (stamp.sequence !== undefined) this.sequences.add(stamp.sequence);
  }
}
