/**
 * What the store keeps of each second, one number a column; `NaN` where there was nothing to measure.
 * The order of the columns is the order of the cells in a row of the store.
 */

import type { LatencySummary, StatsSample } from "#protocol";

/** Where an event's latency is taken: by the hub itself, by its canary, or by this page. */
export const LATENCY_SOURCES = ["canary", "fanOut", "page"] as const;
export type LatencySource = (typeof LATENCY_SOURCES)[number];

export const PERCENTILES = ["p50Ms", "p90Ms", "p99Ms", "maxMs"] as const;
export type Percentile = (typeof PERCENTILES)[number];

const GAUGES = [
  "connections",
  "lagging",
  "eventsPerSecond",
  "deliveriesPerSecond",
  "reconnectsPerSecond",
  "gapsPerSecond",
] as const;

export type Column = (typeof GAUGES)[number] | `${LatencySource}.${Percentile}`;

const LATENCY_COLUMNS = LATENCY_SOURCES.flatMap((source) =>
  PERCENTILES.map((percentile) => `${source}.${percentile}` as const),
);

export const COLUMNS: readonly Column[] = [...GAUGES, ...LATENCY_COLUMNS];

/** A second in which the page itself measured nothing. */
export const NO_LATENCY: LatencySummary = {
  count: 0,
  p50Ms: null,
  p90Ms: null,
  p99Ms: null,
  maxMs: null,
};

/** One cell a column, in the order of `COLUMNS`. */
export function cellsOf(sample: StatsSample, page: LatencySummary): number[] {
  const { canary, fanOut } = sample.latency;
  const latencies = { canary, fanOut, page };
  return [
    ...GAUGES.map((gauge) => sample[gauge]),
    ...LATENCY_SOURCES.flatMap((source) =>
      PERCENTILES.map((percentile) => latencies[source][percentile] ?? Number.NaN),
    ),
  ];
}
