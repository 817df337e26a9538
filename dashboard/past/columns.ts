/**
 * What the store keeps per second: one number per column, `NaN` if there was nothing to measure. Columns are in the
 * order of a row's cells.
 */

import {
  type EventsSummary,
  HISTORY_COLUMNS,
  type HistoryColumn,
  type HistoryRows,
  type LatencySummary,
  NO_GAUGES,
  SAMPLE_GAUGES,
  SAMPLE_LATENCIES,
  SAMPLE_SIZES,
  type SampleGauge,
  type SampleSize,
  type StatsSample,
  THREAD_COLUMNS,
  type ThreadColumn,
} from "#protocol";

/** Who measures an event's latency: the hub itself, its canary, or this page. */
export const LATENCY_SOURCES = ["canary", "acceptedToParsed", "acceptedToSent", "page"] as const;
export type LatencySource = (typeof LATENCY_SOURCES)[number];

/** What the hub times internally: stages of an event, and its event loop. */
const STAGES = ["acceptedToDurable", "durableToSent", "sentToParsed", "eventLoop"] as const;
export type Stage = (typeof STAGES)[number];

export const PERCENTILES = ["p50Ms", "p90Ms", "p99Ms", "p999Ms", "maxMs"] as const;
export type Percentile = (typeof PERCENTILES)[number];

export type Size = SampleSize;

const SIZE_PERCENTILES = ["p50", "p90", "p99", "max"] as const;
export type SizePercentile = (typeof SIZE_PERCENTILES)[number];

export type Gauge = SampleGauge;

/** `eventStreams`, the open streams that are not WebSockets, are worked out here. */
export type Column =
  | Gauge
  | "eventStreams"
  | `${LatencySource | Stage}.${Percentile}`
  | `${Size}.${SizePercentile}`
  | ThreadColumn;

const TIMED = [...LATENCY_SOURCES, ...STAGES] as const;

export const COLUMNS: readonly Column[] = [
  ...SAMPLE_GAUGES,
  "eventStreams",
  ...TIMED.flatMap((timed) => PERCENTILES.map((percentile) => `${timed}.${percentile}` as const)),
  ...SAMPLE_SIZES.flatMap((size) =>
    SIZE_PERCENTILES.map((percentile) => `${size}.${percentile}` as const),
  ),
  ...THREAD_COLUMNS,
];

/** With fewer samples, a percentile is as good as the maximum: it says nothing of its own. */
const LEAST_SAMPLES: Readonly<Partial<Record<Percentile | SizePercentile, number>>> = {
  p90Ms: 10,
  p90: 10,
  p99Ms: 100,
  p99: 100,
  p999Ms: 1_000,
};

/** A percentile in the unit of its summary; `undefined` if too few samples, or none, say what it is. */
export function percentileOf<Name extends Percentile | SizePercentile>(
  summary: { readonly count: number } & Readonly<Record<Name, number | null>>,
  percentile: Name,
): number | undefined {
  const isKnown = summary.count >= (LEAST_SAMPLES[percentile] ?? 1);
  return isKnown ? (summary[percentile] ?? undefined) : undefined;
}

/** A second without a measurement by the page. */
export const NO_LATENCY: LatencySummary = {
  count: 0,
  p50Ms: null,
  p90Ms: null,
  p99Ms: null,
  p999Ms: null,
  maxMs: null,
};

const NO_EVENTS: EventsSummary = { count: 0, p50: null, p90: null, p99: null, max: null };

/** A second without activity. */
export const NO_SAMPLE: Omit<StatsSample, "atMs"> = {
  ...NO_GAUGES,
  latency: {
    acceptedToDurable: NO_LATENCY,
    durableToSent: NO_LATENCY,
    acceptedToSent: NO_LATENCY,
    sentToParsed: NO_LATENCY,
    acceptedToParsed: NO_LATENCY,
    canary: NO_LATENCY,
    eventLoop: NO_LATENCY,
  },
  buckets: { acceptedToSent: [], acceptedToParsed: [], canary: [] },
  batchEvents: NO_EVENTS,
  replayEvents: NO_EVENTS,
};

const IN_HISTORY: ReadonlySet<string> = new Set([...HISTORY_COLUMNS, ...THREAD_COLUMNS]);

/** A percentile's column, and that of the number of samples behind it. */
const COUNTS: ReadonlyMap<Column, readonly [count: HistoryColumn, least: number]> = new Map([
  ...SAMPLE_LATENCIES.flatMap((timed) =>
    PERCENTILES.map((field) => countOf(`${timed}.${field}`, `${timed}.count`, field)),
  ),
  ...SAMPLE_SIZES.flatMap((size) =>
    SIZE_PERCENTILES.map((field) => countOf(`${size}.${field}`, `${size}.count`, field)),
  ),
]);

function countOf(column: Column, count: HistoryColumn, field: Percentile | SizePercentile) {
  return [column, [count, LEAST_SAMPLES[field] ?? 1]] as const;
}

/** The cells of a column, by row of the hub's history; all `NaN` for what that does not have. */
export function historyCells({ columns }: HistoryRows, column: Column): (row: number) => number {
  if (column === "eventStreams") {
    const { connections, webSockets } = columns;
    return (row) => (connections[row] ?? Number.NaN) - (webSockets[row] ?? Number.NaN);
  }
  const values = isInHistory(column) ? columns[column] : undefined;
  if (values === undefined) return () => Number.NaN;
  const [count, least] = COUNTS.get(column) ?? [];
  if (count === undefined || least === undefined) return (row) => values[row] ?? Number.NaN;
  const counts = columns[count];
  return (row) => ((counts[row] ?? 0) >= least ? (values[row] ?? Number.NaN) : Number.NaN);
}

function isInHistory(column: Column): column is Column & (HistoryColumn | ThreadColumn) {
  return IN_HISTORY.has(column);
}

/** One cell per column, in the order of `COLUMNS`. */
export function cellsOf(sample: StatsSample, page: LatencySummary): number[] {
  const latencies = { ...sample.latency, page };
  return [
    ...SAMPLE_GAUGES.map((gauge) => sample[gauge]),
    sample.connections - sample.webSockets,
    ...TIMED.flatMap((timed) =>
      PERCENTILES.map((percentile) => percentileOf(latencies[timed], percentile) ?? Number.NaN),
    ),
    ...SAMPLE_SIZES.flatMap((size) =>
      SIZE_PERCENTILES.map((percentile) => percentileOf(sample[size], percentile) ?? Number.NaN),
    ),
    ...THREAD_COLUMNS.map((_, thread) => ofThread(sample, thread)),
  ];
}

/** The open streams of a thread; those of a single one are the hub's. */
function ofThread({ threads = [] }: StatsSample, thread: number): number {
  return threads.length > 1 ? (threads[thread]?.connections ?? Number.NaN) : Number.NaN;
}
