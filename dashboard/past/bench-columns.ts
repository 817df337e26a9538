/** What the page keeps per second of a bench run: one number per column, `NaN` if there was nothing to measure. */

import type { BenchProgress } from "#protocol";
import { PERCENTILES, percentileOf } from "./columns.ts";

const GAUGES = ["open", "recovered", "deliveriesPerSecond"] as const;

export const BENCH_COLUMNS = [...GAUGES, ...PERCENTILES] as const;
export type BenchColumn = (typeof BENCH_COLUMNS)[number];

/** One cell per column, in the order of `BENCH_COLUMNS`. */
export function benchCells(progress: BenchProgress): number[] {
  const { p999Ms = null, deliveriesPerSecond } = progress;
  const latency = { ...progress, p999Ms, count: deliveriesPerSecond };
  return [
    ...GAUGES.map((gauge) => progress[gauge]),
    ...PERCENTILES.map((percentile) => percentileOf(latency, percentile) ?? Number.NaN),
  ];
}
