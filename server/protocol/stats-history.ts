/**
 * The hub's history, column by column: `GET /stats/history` answers with it. A column has one value for each row, and
 * `null` where there was nothing to measure.
 */

import type { KeptBenchEvent } from "./bench-run.ts";
import type { BucketedLatency, PackedBuckets } from "./latency-buckets.ts";
import type { EventsSummary, LatencySummary, StatsSample } from "./stats.ts";

/** One number a row. Of a minute, rates are averaged, and of the rest the largest second counts; CPU time is a rate. */
export const SAMPLE_GAUGES = [
  "connections",
  "webSockets",
  "lagging",
  "lagEvents",
  "eventsPerSecond",
  "deliveriesPerSecond",
  "deliveredBytesPerSecond",
  "reconnectsPerSecond",
  "gapsPerSecond",
  "stalledPerSecond",
  "cpuCores",
  "rssBytes",
] as const satisfies readonly (keyof StatsSample)[];
export type SampleGauge = (typeof SAMPLE_GAUGES)[number];

/** Those of a second without activity. */
export const NO_GAUGES: Readonly<Record<SampleGauge, number>> = {
  connections: 0,
  webSockets: 0,
  lagging: 0,
  lagEvents: 0,
  eventsPerSecond: 0,
  deliveriesPerSecond: 0,
  deliveredBytesPerSecond: 0,
  reconnectsPerSecond: 0,
  gapsPerSecond: 0,
  stalledPerSecond: 0,
  cpuCores: 0,
  rssBytes: 0,
};

/** In ms. */
export const SAMPLE_LATENCIES = [
  "acceptedToDurable",
  "durableToSent",
  "acceptedToSent",
  "sentToParsed",
  "acceptedToParsed",
  "canary",
  "eventLoop",
] as const satisfies readonly (keyof StatsSample["latency"])[];
export type SampleLatency = (typeof SAMPLE_LATENCIES)[number];

/** In events. */
export const SAMPLE_SIZES = [
  "batchEvents",
  "replayEvents",
] as const satisfies readonly (keyof StatsSample)[];
export type SampleSize = (typeof SAMPLE_SIZES)[number];

export const LATENCY_FIELDS = [
  "count",
  "p50Ms",
  "p90Ms",
  "p99Ms",
  "p999Ms",
  "maxMs",
] as const satisfies readonly (keyof LatencySummary)[];

export const SIZE_FIELDS = [
  "count",
  "p50",
  "p90",
  "p99",
  "max",
] as const satisfies readonly (keyof EventsSummary)[];

export type HistoryColumn =
  | SampleGauge
  | `${SampleLatency}.${(typeof LATENCY_FIELDS)[number]}`
  | `${SampleSize}.${(typeof SIZE_FIELDS)[number]}`;

/** Every column of the history of any hub, gauges first. */
export const HISTORY_COLUMNS: readonly HistoryColumn[] = [
  ...SAMPLE_GAUGES,
  ...SAMPLE_LATENCIES.flatMap((timed) =>
    LATENCY_FIELDS.map((field) => `${timed}.${field}` as const),
  ),
  ...SAMPLE_SIZES.flatMap((size) => SIZE_FIELDS.map((field) => `${size}.${field}` as const)),
];

/** The threads of which a hub keeps the open streams: the first eight. */
const THREADS = [0, 1, 2, 3, 4, 5, 6, 7] as const;
export const THREAD_COLUMNS = THREADS.map((thread) => `threads.${thread}.connections` as const);
export type ThreadColumn = (typeof THREAD_COLUMNS)[number];

/** The columns of a hub with so many threads: one thread has no column of its own. */
export function historyColumns(threads: number): readonly (HistoryColumn | ThreadColumn)[] {
  return threads > 1 ? [...HISTORY_COLUMNS, ...THREAD_COLUMNS.slice(0, threads)] : HISTORY_COLUMNS;
}

/** Rows oldest first. */
export interface HistoryRows {
  /** When each row's second or minute ended, by the hub's clock, in ms since 1970. */
  readonly atMs: readonly number[];
  readonly columns: Readonly<Record<HistoryColumn, readonly (number | null)[]>> &
    Readonly<Partial<Record<ThreadColumn, readonly (number | null)[]>>>;
  readonly buckets: Readonly<Record<BucketedLatency, readonly PackedBuckets[]>>;
}

/**
 * What `GET /stats/history` answers. A minute's percentiles are of all that was measured in it, not averages of its
 * seconds'.
 */
export interface StatsHistory {
  readonly seconds: HistoryRows;
  readonly minutes: HistoryRows;
  /** The newest events of the bench's topic, oldest first. */
  readonly bench: readonly KeptBenchEvent[];
}

/** The rows that the hub keeps at most: an hour of seconds, a day of minutes. */
export const MOST_SECONDS = 3_600;
export const MOST_MINUTES = 1_440;

/** A sample's values in the order of `HISTORY_COLUMNS`, and then of `THREAD_COLUMNS`; `NaN` for `null`. */
export function valuesOf(sample: StatsSample): number[] {
  return [
    ...SAMPLE_GAUGES.map((gauge) => sample[gauge]),
    ...SAMPLE_LATENCIES.flatMap((timed) =>
      LATENCY_FIELDS.map((field) => sample.latency[timed][field] ?? Number.NaN),
    ),
    ...SAMPLE_SIZES.flatMap((size) =>
      SIZE_FIELDS.map((field) => sample[size][field] ?? Number.NaN),
    ),
    ...(sample.threads ?? []).map(({ connections }) => connections),
  ];
}
