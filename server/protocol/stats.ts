/**
 * The hub's statistics, as answered by `GET /stats` and streamed on `$stats` once a second. Rates and latencies cover
 * the last interval of about a second; totals count from the start.
 */

import type { BucketedLatency, PackedBuckets } from "./latency-buckets.ts";

/**
 * A latency is named by two of an event's moments: `accepted`, `durable`, `sent`, `parsed`. Percentiles of one
 * interval, in ms; all `null` without a sample.
 */
export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  readonly p999Ms: number | null;
  readonly maxMs: number | null;
}

/** Percentiles of one interval, in events; all `null` without a sample. */
export interface EventsSummary {
  readonly count: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** Counters since the hub started; each only grows. */
export interface HubTotals {
  /** Events the log accepted. */
  readonly events: number;
  /** Events handed to subscribers, counted once per subscriber. */
  readonly deliveries: number;
  readonly deliveredBytes: number;
  /** Streams ever opened, without the hub's own, and those that came with a last event id. */
  readonly subscribed: number;
  readonly resumed: number;
  readonly unsubscribed: number;
  /** Streams refused, at a cap or while draining. */
  readonly refused: number;
  readonly gaps: number;
  /** Times a subscriber was skipped because its stream was full. */
  readonly fellBehind: number;
  /** Streams closed because they were full and took nothing for too long. */
  readonly stalled: number;
  /** Publishes acknowledged as repeats, because the log already had their id. */
  readonly repeated: number;
  /** Publishes refused because the log could not store them. */
  readonly unstored: number;
}

/** What one serving thread does. */
export interface ThreadStats {
  readonly connections: number;
  readonly deliveriesPerSecond: number;
  /** CPU time since its start; that of the whole process if there is only one. */
  readonly cpuUs: number;
  /** The longest lag of its event loop, and the longest time of its canary's events; `null` without a sample. */
  readonly eventLoopLagMs: number | null;
  readonly canaryMaxMs: number | null;
}

export interface StatsSnapshot {
  /** The hub's clock, ms since 1970, with fractions. */
  readonly atMs: number;
  readonly intervalMs: number;
  readonly hub: {
    readonly version: string;
    readonly epoch: string;
    readonly log: string;
    readonly state: "serving" | "draining";
    readonly uptimeMs: number;
    /** From this many open streams on, more are refused. */
    readonly maxConnections: number;
  };
  /**
   * Open streams, not counting the hub's own canary. `webSockets` are those over a WebSocket, the others are event
   * streams; `lagging` are those behind the head.
   */
  readonly connections: number;
  readonly webSockets: number;
  readonly lagging: number;
  /** How many events the slowest subscriber is behind the head. */
  readonly lagEvents: number;
  readonly topics: number;
  readonly window: { readonly events: number; readonly bytes: number };
  readonly eventsPerSecond: number;
  readonly deliveriesPerSecond: number;
  readonly deliveredBytesPerSecond: number;
  readonly reconnectsPerSecond: number;
  readonly gapsPerSecond: number;
  readonly stalledPerSecond: number;
  /** CPU time of the process over the time that passed: 1 is one core in use. */
  readonly cpuCores: number;
  /** Resident memory of the process. */
  readonly rssBytes: number;
  readonly latency: {
    /** From a publish accepted to its event durable in the log. */
    readonly acceptedToDurable: LatencySummary;
    /** From an event durable to its bytes written to a live subscriber's socket, once per delivery. */
    readonly durableToSent: LatencySummary;
    /** From a publish accepted to its bytes written to a live subscriber's socket, once per delivery. */
    readonly acceptedToSent: LatencySummary;
    /**
     * From an event's bytes written to a socket to its parsing by one of the hub's own readers of its busiest topics,
     * over loopback.
     */
    readonly sentToParsed: LatencySummary;
    /**
     * From a publish accepted to its event parsed by a reader, once per delivery: `acceptedToSent`, and what the hub's
     * own readers took from there.
     */
    readonly acceptedToParsed: LatencySummary;
    /** From a canary event's creation to its parsing by a real client over loopback. */
    readonly canary: LatencySummary;
    /** How late a timer of the hub runs, measured fifty times a second. */
    readonly eventLoop: LatencySummary;
  };
  /** How many values of the interval were about how long. */
  readonly buckets: Readonly<Record<BucketedLatency, PackedBuckets>>;
  /** Sizes of the batches that were made durable. */
  readonly batchEvents: EventsSummary;
  /** How far behind the head readers resumed. */
  readonly replayEvents: EventsSummary;
  readonly totals: HubTotals;
  /** The threads that serve clients; always at least one. */
  readonly threads: readonly ThreadStats[];
  readonly process: {
    readonly cpuUs: number;
    /** As above. */
    readonly rssBytes: number;
    /** The longest of `latency.eventLoop`. */
    readonly eventLoopLagMs: number;
  };
}

/**
 * The part of a snapshot that charts draw; `GET /stats?history=300` returns them oldest first. `$stats` streams one of
 * each minute as well, of type `minute`: `atMs` is then the end of its last second.
 */
export type StatsSample = Pick<
  StatsSnapshot,
  | "atMs"
  | "connections"
  | "webSockets"
  | "lagging"
  | "lagEvents"
  | "eventsPerSecond"
  | "deliveriesPerSecond"
  | "deliveredBytesPerSecond"
  | "reconnectsPerSecond"
  | "gapsPerSecond"
  | "stalledPerSecond"
  | "cpuCores"
  | "rssBytes"
  | "latency"
  | "buckets"
  | "batchEvents"
  | "replayEvents"
> & {
  /** Of the first eight threads; absent from the history of a hub with one. */
  readonly threads?: readonly Pick<ThreadStats, "connections">[];
};

/** What `GET /stats` answers. */
export interface StatsAnswer extends StatsSnapshot {
  readonly history: readonly StatsSample[];
}
