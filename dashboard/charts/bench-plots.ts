/** What the Bench panel draws, as data: a run of the bench, second by second. */

import type { BenchColumn } from "../past/bench-columns.ts";
import { formatMs, formatRate, formatShortCount } from "../common/format.ts";
import { gauge, latencySeries, type Plot } from "./plots.ts";

export const BENCH_LATENCY_PLOT: Plot<BenchColumn> = {
  id: "bench-latency",
  title: "Latency of the run",
  unit: "ms",
  sentence: "From intended send to parsing, over all clients of the run, second by second.",
  scale: "log",
  hasBands: true,
  series: latencySeries((percentile) => percentile),
  format: formatMs,
};

export const BENCH_CLIENTS_PLOT: Plot<BenchColumn> = {
  id: "bench-clients",
  title: "Clients",
  unit: "",
  sentence: "Clients of the run that are connected, and those that reconnected after a cut.",
  scale: "linear",
  series: [gauge("open", "open", 1, { isFilled: true }), gauge("reconnected", "recovered", 4)],
  format: formatShortCount,
};

export const BENCH_DELIVERIES_PLOT: Plot<BenchColumn> = {
  id: "bench-deliveries",
  title: "Deliveries",
  unit: "per second",
  sentence: "Events that the run’s clients received, counted once per client.",
  scale: "linear",
  series: [gauge("deliveries", "deliveriesPerSecond", 1, { isFilled: true })],
  format: formatRate,
};

export const BENCH_PLOTS = [BENCH_LATENCY_PLOT, BENCH_CLIENTS_PLOT, BENCH_DELIVERIES_PLOT] as const;
