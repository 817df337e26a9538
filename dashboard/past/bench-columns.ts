/** What the page keeps per second of a bench run: one number per column, `NaN` if there was nothing to measure. */

import type { BenchProgress, RecordedColumn } from "#protocol";
import { PERCENTILES, percentileOf } from "./columns.ts";

const GAUGES = ["open", "recovered", "deliveriesPerSecond"] as const;

export const BENCH_COLUMNS = [...GAUGES, ...PERCENTILES] as const;
export type BenchColumn = (typeof BENCH_COLUMNS)[number];

/** A second of a run that goes on or is recorded; what is unknown or was not measured is `null` or missing. */
export type BenchMoment = Pick<BenchProgress, "scenario" | "phase" | "elapsedMs"> &
  Readonly<Partial<Record<RecordedColumn, number | null>>>;

/** One cell per column, in the order of `BENCH_COLUMNS`. */
export function benchCells(moment: BenchMoment): number[] {
  const { p50Ms = null, p90Ms = null, p99Ms = null, p999Ms = null, maxMs = null } = moment;
  const latency = { p50Ms, p90Ms, p99Ms, p999Ms, maxMs, count: moment.deliveriesPerSecond ?? 0 };
  return [
    ...GAUGES.map((gauge) => moment[gauge] ?? Number.NaN),
    ...PERCENTILES.map((percentile) => percentileOf(latency, percentile) ?? Number.NaN),
  ];
}
