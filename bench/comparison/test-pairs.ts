/** Pairs of rounds with known ratios, and rules to judge them by, for tests. */

import type { Figures, MetricVerdict, RoundPair } from "./comparison.ts";
import { judgeRounds } from "./judge.ts";
import type { MetricRule } from "./metrics.ts";

export const config = { maxRegression: 0.05, falseAlarmRate: 0.05, seed: 1 };
export const CPU: MetricRule = {
  name: "server.cpu_us_per_delivery",
  unit: "µs",
  better: "lower",
  isGated: true,
  kind: "ratio",
};
export const RATE: MetricRule = {
  ...CPU,
  name: "deliveries_per_second",
  unit: "/s",
  better: "higher",
};

/** Pairs in which the head's figure is the base's times the factor, give or take a known 2 %. */
export function pairsOf(count: number, factors: Figures, rest: Figures = {}): RoundPair[] {
  return Array.from({ length: count }, (_, round) => {
    const wobble = 1 + 0.02 * Math.sin(round * 2.4);
    const names = Object.keys(factors);
    return {
      base: Object.fromEntries([...names.map((name) => [name, 100]), ...Object.entries(rest)]),
      head: Object.fromEntries([
        ...names.map((name) => [name, 100 * (factors[name] ?? 1) * wobble]),
        ...Object.entries(rest),
      ]),
    };
  });
}

export const judgeOne = (pairs: readonly RoundPair[], rule: MetricRule): MetricVerdict => {
  const [verdict] = judgeRounds(pairs, [rule], config);
  if (verdict === undefined) throw new Error("Cannot go on: no verdict");
  return verdict;
};
