/** What more threads were worth, in a line for each number of them. */

import type { Metric } from "../result/result.ts";
import { counted, formatMetric } from "./figures.ts";
import { perSecond, type Sentence, timesWithin } from "./sentence.ts";

const OF_THREADS = /^threads_\d+(?:_to_1)?\./;

/** With the ratios to one thread. */
export const threadScaling: Sentence = {
  owns: (name) => OF_THREADS.test(name),
  say(metrics) {
    const counts = new Set(
      Object.keys(metrics).flatMap((name) => /^threads_(\d+)\./.exec(name)?.[1] ?? []),
    );
    return [...counts].map((count) => {
      const parts = THREAD_PARTS.flatMap(([name, ratioName, say]) => {
        const metric = metrics[`threads_${count}.${name}`];
        const beside = timesWithin(`threads_${count}_to_1.${ratioName}`, metrics);
        return metric === undefined ? [] : [`${say(metric)}${beside && ` (${beside})`}`];
      });
      return `${counted(Number(count), "thread")}: ${parts.join(", ")}`;
    });
  },
};

const THREAD_PARTS: readonly (readonly [string, string, (metric: Metric) => string])[] = [
  ["latency.p50_ms", "latency_p50_ratio", (metric) => `p50 ${formatMetric(metric)}`],
  ["latency.p99_ms", "latency_p99_ratio", (metric) => `p99 ${formatMetric(metric)}`],
  [
    "server.cpu_us_per_delivery",
    "cpu_per_delivery_ratio",
    (metric) => `${formatMetric(metric)} of CPU per delivery`,
  ],
  ["deliveries_per_second", "speedup_ratio", (metric) => perSecond("deliveries", metric)],
];
