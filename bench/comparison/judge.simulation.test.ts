/**
 * Verifies what the verdicts promise: simulates thousands of complete comparisons, with all their looks, of known
 * truth.
 */

import { expect, test } from "bun:test";
import type { MetricVerdict } from "./comparison.ts";
import { isSettled, judgeRounds } from "./judge.ts";
import { LOOK_ROUNDS } from "./looks.ts";
import { DEFAULT_METRICS, type MetricRule } from "./metrics.ts";
import { simulatedRounds, type Machine, type Truth } from "./simulated-rounds.ts";

const GATED = DEFAULT_METRICS.filter(({ isGated }) => isGated);
type Rules = readonly MetricRule[];

const CPU: MetricRule = {
  name: "server.cpu_us_per_delivery",
  unit: "µs",
  better: "lower",
  isGated: true,
  kind: "ratio",
};

// Few resamples suffice: the signed-rank interval alone keeps the level, and the bootstrap's can only widen it.
const config = { maxRegression: 0.05, falseAlarmRate: 0.05, seed: 1, resamples: 200 };

const LAST = 44;

/** Like the real loop: judged at the looks until settled, and at the end, which falls in between. */
function comparisonOf(
  machine: Machine,
  truth: Truth,
  seed: number,
  rules: Rules = GATED,
  looks: readonly number[] = [...LOOK_ROUNDS, LAST],
) {
  const rounds = simulatedRounds(rules, machine, truth, seed);
  const pairs = [];
  let metrics: MetricVerdict[] = [];
  for (const look of looks) {
    while (pairs.length < look) pairs.push(rounds.next().value);
    metrics = judgeRounds(pairs, rules, config);
    if (isSettled(metrics, look)) break;
  }
  return metrics;
}

/** The full number runs nightly: `.github/workflows/nightly.yml`. */
const MANY = Bun.env.FULL_COUNTS === undefined ? 500 : 2_000;

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed + 1);

/** The share of comparisons that wrongly call a metric regressed. */
function falseAlarms(machine: Machine, truth: Truth, count: number, rules: Rules = GATED): number {
  const isFalse = ({ name, verdict }: MetricVerdict) =>
    verdict === "regressed" && truth(name) <= asBadAsAllowed(name);
  const alarms = seeds(count).filter((seed) =>
    comparisonOf(machine, truth, seed, rules).some(isFalse),
  );
  return alarms.length / count;
}

const asBadAsAllowed = (metric: string) => (metric.startsWith("latency.") ? 1.5 : 1.05);
const badButMemory = (metric: string) => {
  if (metric === "server.rss_kb_per_connection") return asBadAsAllowed(metric);
  return 1.3 * asBadAsAllowed(metric);
};

/** A tenth of the sides is disturbed. The noise is the scatter of 167 pairs on 2 shared cores. */
const SHARED_MACHINE: Machine = {
  noiseOf: (metric) => {
    if (metric.startsWith("server.rss")) return 0.058;
    if (metric.startsWith("rate_at_objective")) return 0.086;
    return metric === "server.cpu_us_per_delivery" ? 0.03 : 0.05;
  },
  strikes: 0.1,
};

const PATIENCE_MS = 60_000;

/** In parentheses the outcome of the full number; 5 % is allowed. */
test.each([
  ["equal servers (0 %)", () => 1, MANY, GATED, 0.01],
  ["heads as bad as is allowed in all six metrics (2.6 %)", asBadAsAllowed, MANY, GATED, 0.05],
  ["one such metric alone, which ends at its first alarm (2 %)", () => 1.05, MANY, [CPU], 0.05],
  [
    "such memory where the other five are worse by 30 % more (0.2 %)",
    badButMemory,
    500,
    GATED,
    0.05,
  ],
] as const)(
  "judgeRounds() raises few false alarms of %s",
  (_what, truth, count, rules, atMost) =>
    expect(falseAlarms(SHARED_MACHINE, truth, count, rules)).toBeLessThan(atMost),
  PATIENCE_MS,
);

test(
  "judgeRounds() raises few false alarms where either side lacks a metric in a third of the pairs (0.3 %)",
  () => {
    const machine = { ...SHARED_MACHINE, holesOf: () => 1 / 3 };
    expect(falseAlarms(machine, () => 1, MANY)).toBeLessThan(0.05);
  },
  PATIENCE_MS,
);

test(
  "judgeRounds() raises few false alarms of a server that loses an event in a tenth of its rounds (3.9 %)",
  () => {
    const rules = GATED.filter(({ name }) => name === "lost");
    const machine = { ...SHARED_MACHINE, losses: 0.1 };
    // A broken promise ends a comparison after any pair.
    const every = Array.from({ length: LAST }, (_, place) => place + 1);
    const failed = seeds(MANY).filter((seed) =>
      comparisonOf(machine, () => 1, seed, rules, every).some(
        ({ verdict }) => verdict === "regressed",
      ),
    );
    expect(failed.length / MANY).toBeLessThan(0.065);
  },
  PATIENCE_MS,
);

/** How often the worse metric is detected while the others are equal. */
function powerAt(noise: number, strikes: number, effect: number): number {
  const truth = (metric: string) => (metric === CPU.name ? effect : 1);
  const found = seeds(200).filter((seed) =>
    comparisonOf({ noiseOf: () => noise, strikes }, truth, seed).some(
      ({ name, verdict }) => name === CPU.name && verdict === "regressed",
    ),
  );
  return found.length / 200;
}

/** Noise is the standard deviation of a pair's log-ratio; in parentheses the outcome. */
test.each([
  ["10 % at 2 % of noise (100 %)", 0.02, 0, 1.1, 0.97],
  ["10 % at 5 % (98.5 %)", 0.05, 0, 1.1, 0.9],
  ["10 % at 5 %, a tenth of the sides struck (80 %)", 0.05, 0.1, 1.1, 0.65],
  ["10 % at 15 % (12.5 %: 44 pairs are too few)", 0.15, 0, 1.1, 0.02],
  ["20 % at 15 % (98.5 %)", 0.15, 0, 1.2, 0.88],
])(
  "judgeRounds() finds more CPU: %s",
  (_what, noise, strikes, effect, atLeast) =>
    expect(powerAt(noise, strikes, effect)).toBeGreaterThanOrEqual(atLeast),
  PATIENCE_MS,
);
