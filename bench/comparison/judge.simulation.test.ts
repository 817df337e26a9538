/**
 * Verifies what the verdicts promise: simulates thousands of complete comparisons, with all their looks, of known
 * truth.
 */

import { expect, test } from "bun:test";
import type { MetricVerdict } from "./comparison.ts";
import { isSettled, judgeRounds } from "./judge.ts";
import { ALL_LOOKS, type LookPlan, ONLY_THE_END, planOfLooks } from "./looks.ts";
import { failingRegression } from "./reasons.ts";
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

interface Budget {
  /** How many pairs there is time for. */
  readonly pairs: number;
  readonly plan: LookPlan;
}

function budgetFor(pairs: number): Budget {
  return { pairs, plan: pairs < 10 ? ONLY_THE_END : planOfLooks(10, pairs - 10) };
}

/** Time for all looks, and for an end that falls after the last. */
const LONG = budgetFor(44);
/** The usual ten minutes, with pairs of half a minute. */
const USUAL = budgetFor(18);

/** Like the real loop: judged at the looks until settled, and at the end. */
function comparisonOf(
  machine: Machine,
  truth: Truth,
  seed: number,
  rules: Rules = GATED,
  { pairs: most, plan }: Budget = LONG,
  counts: readonly number[] = [...plan.looks.filter((look) => look < most), most],
) {
  const rounds = simulatedRounds(rules, machine, truth, seed);
  const pairs = [];
  let metrics: MetricVerdict[] = [];
  for (const count of counts) {
    while (pairs.length < count) pairs.push(rounds.next().value);
    metrics = judgeRounds(pairs, rules, { ...config, analyses: plan.analyses });
    if (isSettled(metrics, count, plan)) break;
  }
  return metrics;
}

/** The full number runs nightly: `.github/workflows/nightly.yml`. */
const MANY = Bun.env.FULL_COUNTS === undefined ? 100 : 2_000;

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed + 1);

/** The share of comparisons that wrongly call a metric regressed. */
function falseAlarms(
  machine: Machine,
  truth: Truth,
  count: number,
  rules: Rules = GATED,
  budget = LONG,
): number {
  const isFalse = ({ name, verdict }: MetricVerdict) =>
    verdict === "regressed" && truth(name) <= asBadAsAllowed(name);
  const alarms = seeds(count).filter((seed) =>
    comparisonOf(machine, truth, seed, rules, budget).some(isFalse),
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

/** 5 % of scatter, and nothing else. */
const QUIET_MACHINE: Machine = { noiseOf: () => 0.05, strikes: 0 };

const PATIENCE_MS = 60_000;

/** In parentheses the outcome of the full number; 5 % is allowed, and three standard errors of 2,000 cases. */
test.each([
  [8, "no look (5.2 %)", 0.065],
  [10, "the first look (4.4 %)", 0.065],
  [13, "one look and the end (1.7 %)", 0.065],
  [18, "two looks and the end (2.5 %)", 0.065],
])(
  "judgeRounds() raises few false alarms with time for %i pairs: %s",
  (pairs, _looks, atMost) => {
    const alarms = falseAlarms(QUIET_MACHINE, asBadAsAllowed, MANY, GATED, budgetFor(pairs));
    expect(alarms).toBeLessThan(atMost);
  },
  PATIENCE_MS,
);

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
    const every = Array.from({ length: LONG.pairs }, (_, place) => place + 1);
    const failed = seeds(MANY).filter((seed) =>
      comparisonOf(machine, () => 1, seed, rules, LONG, every).some(
        ({ verdict }) => verdict === "regressed",
      ),
    );
    expect(failed.length / MANY).toBeLessThan(0.065);
  },
  PATIENCE_MS,
);

const worseCpu = (effect: number) => (metric: string) => (metric === CPU.name ? effect : 1);

/** How often the worse metric is detected while the others are equal. */
function powerAt(noise: number, strikes: number, effect: number, budget = LONG): number {
  const machine = { noiseOf: () => noise, strikes };
  const found = seeds(200).filter((seed) =>
    comparisonOf(machine, worseCpu(effect), seed, GATED, budget).some(
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

/** In parentheses the outcome with all looks' shares, and with the plan's. */
test.each([
  [8, "0 %, 29 %"],
  [10, "14 %, 43 %"],
  [12, "26 %, 33 %"],
  [18, "64 %, 67 %"],
])(
  "planOfLooks() for %i pairs finds 10 %% more CPU at 5 %% of noise more often than all looks (%s)",
  (pairs) => {
    const all = powerAt(0.05, 0, 1.1, { pairs, plan: ALL_LOOKS });
    expect(powerAt(0.05, 0, 1.1, budgetFor(pairs))).toBeGreaterThan(all);
  },
  PATIENCE_MS,
);

test.each([18, 44])(
  "a creep of 4.5 %% a commit fails beside a tag, not a parent (%i pairs)",
  (pairs) => {
    expect(powerAt(0.05, 0, 1.045, budgetFor(pairs))).toBeLessThan(0.05);
    expect(powerAt(0.05, 0, 1.045 ** 4, budgetFor(pairs))).toBeGreaterThan(0.95);
  },
);

/** The CPU's ratio in many comparisons of heads with that effect. */
function ratiosOf(effect: number, count: number, rules: Rules, budget: Budget) {
  return seeds(count).flatMap((seed) => {
    const metrics = comparisonOf(QUIET_MACHINE, worseCpu(effect), seed, rules, budget);
    return metrics.flatMap(({ name, verdict, ratio }) =>
      name === CPU.name && ratio !== undefined ? [{ ...ratio, verdict }] : [],
    );
  });
}

/** In parentheses the misses of the full number: most where the limit is, at which comparisons end by chance. */
test.each([
  ["+0 %, two looks and the end (2.1 %)", 1, USUAL],
  ["+5 %, two looks and the end (4.5 %)", 1.05, USUAL],
  ["+10 %, two looks and the end (2.1 %)", 1.1, USUAL],
  ["+5 %, all looks and the end (4.7 %)", 1.05, LONG],
] as const)(
  "an interval misses no more often than its confidence says: %s",
  (_what, effect, budget) => {
    const ratios = ratiosOf(effect, MANY, [CPU], budget);
    const misses = ratios.filter(({ low, high }) => {
      return low === null || high === null || low > effect || high < effect;
    });
    const [{ confidence } = { confidence: 1 }] = ratios;
    expect(confidence).toBeCloseTo(0.9, 9);
    expect(misses.length / ratios.length).toBeLessThan(1 - confidence);
  },
);

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test(
  "a regression of 7 % that is found after ten pairs is measured as 9.4 % on average",
  () => {
    const found = ratiosOf(1.07, 2_000, GATED, USUAL).filter(({ verdict, pairs }) => {
      return verdict === "regressed" && pairs === 10;
    });
    expect(meanOf(found.map(({ median }) => median))).toBeCloseTo(1.094, 3);
  },
  PATIENCE_MS,
);

test.each([10, 18])("“fails from” fails in at least 80 %% of comparisons of %i pairs", (pairs) => {
  const once = { pairs, plan: ONLY_THE_END };
  const same = ratiosOf(1, 500, [CPU], once);
  const detectable = meanOf(same.map(({ smallestDetectable }) => smallestDetectable ?? 0));
  const failsFrom = failingRegression(detectable, config.maxRegression);
  const verdicts = ratiosOf(1 + failsFrom, 500, [CPU], once).map(({ verdict }) => verdict);
  expect(verdicts.filter((verdict) => verdict === "regressed").length / 500).toBeWithin(0.8, 0.9);
});

/** Why autocorrelation above 0.3 is warned of; in parentheses the outcome. */
test.each([
  [0, 0, 0.04, "2.1 %"],
  [0.3, 0.05, 0.1, "7.8 %"],
  [0.6, 0.15, 0.3, "21 %"],
])(
  "correlation %p between neighbours: false alarms from %p to %p (%s)",
  (correlation, least, most) => {
    const machine = { ...QUIET_MACHINE, correlation };
    expect(falseAlarms(machine, () => 1.05, 2_000, [CPU])).toBeWithin(least, most);
  },
  PATIENCE_MS,
);
