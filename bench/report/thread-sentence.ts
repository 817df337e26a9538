/** What more threads were worth, in a line for each number of them. */

import type { Metric } from "../result/result.ts";
import { counted, formatMetric } from "./figures.ts";
import { familiesOf, levelLine, perSecond, type Sentence, timesWithin } from "./sentence.ts";

const OWN =
  /^threads_\d+\.(?:server\.cpu_us_per_delivery|deliveries_per_second|saturated\.cpu_us_per_delivery)$/;
const RATIO = /^threads_\d+_to_1\./;

/** Costs and rates, and all ratios to one thread; how late events were is a sentence of its own. */
export const threadScaling: Sentence = {
  owns: (name) => OWN.test(name) || RATIO.test(name),
  say(metrics) {
    const counts = new Set(
      Object.keys(metrics).flatMap((name) => /^threads_(\d+)\./.exec(name)?.[1] ?? []),
    );
    return [...counts].map((count) => {
      const ratio = (name: string) => timesWithin(`threads_${count}_to_1.${name}`, metrics);
      const late = LATENESS.flatMap(([label, name]) => {
        const times = ratio(name);
        return times === "" ? [] : [`${label} ${times}`];
      });
      const costs = COSTS.flatMap(([name, ratioName, say]) => {
        const metric = metrics[`threads_${count}.${name}`];
        const times = ratio(ratioName);
        return metric === undefined ? [] : [`${say(metric)}${times && ` (${times})`}`];
      });
      return `${counted(Number(count), "thread")}: ${[...late, ...costs].join(", ")}`;
    });
  },
};

const LATENESS = [
  ["p50", "latency_p50_ratio"],
  ["p99", "latency_p99_ratio"],
] as const;

const COSTS: readonly (readonly [string, string, (metric: Metric) => string])[] = [
  [
    "server.cpu_us_per_delivery",
    "cpu_per_delivery_ratio",
    (metric) => `${formatMetric(metric)} of CPU per delivery`,
  ],
  ["deliveries_per_second", "speedup_ratio", (metric) => perSecond("deliveries", metric)],
  [
    "saturated.cpu_us_per_delivery",
    "saturated_cpu_per_delivery_ratio",
    (metric) => `${formatMetric(metric)} of CPU for each of these`,
  ],
];

export const threadLatency: Sentence = {
  owns: (name) => /^threads_\d+\.latency\./.test(name),
  say: (metrics) =>
    familiesOf(metrics)
      .filter((family) => /^threads_\d+\.latency$/.test(family))
      .flatMap((family) => levelLine(family, metrics)),
};
