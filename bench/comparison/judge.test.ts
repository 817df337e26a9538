import { expect, test } from "bun:test";
import type { RoundPair } from "./comparison.ts";
import { awaitsConfirmation, isSettled, judgeRounds, overallVerdict, undecided } from "./judge.ts";
import { ALL_LOOKS, latestLook, planOfLooks, shareOfLook } from "./looks.ts";
import { DEFAULT_METRICS, type MetricRule } from "./metrics.ts";
import { config, CPU, judgeOne, pairsOf, RATE } from "./test-pairs.ts";

const P99: MetricRule = { ...CPU, name: "latency.p99_ms", unit: "ms", isGated: false };
const LOST: MetricRule = { ...CPU, name: "lost", unit: "events", kind: "count" };

const NO_FAULTS = { lost: 0, duplicated: 0, refused: 0, connections_lost: 0 };

test.each([
  ["as much CPU", CPU, 1, "pass"],
  ["a fifth less", CPU, 0.8, "pass"],
  ["exactly what is allowed", CPU, 1.05, "inconclusive"],
  ["12 % more", CPU, 1.12, "regressed"],
  ["more a second, which is better", RATE, 1.2, "pass"],
  ["exactly what is allowed, on the scale of logarithms", RATE, 1 / 1.05, "inconclusive"],
  ["12 % fewer a second", RATE, 0.88, "regressed"],
] as const)("judgeRounds() of %s", (_what, rule, factor, verdict) =>
  expect(judgeOne(pairsOf(16, { [rule.name]: factor }), rule).verdict).toBe(verdict),
);

test("judgeRounds() gives the medians, the ratio, its interval and the smallest detectable change", () => {
  const { base, head, ratio, reason } = judgeOne(pairsOf(16, { [CPU.name]: 1.12 }), CPU);
  expect(base).toBe(100);
  expect(head).toBeCloseTo(112, 0);
  expect(ratio?.median).toBeCloseTo(1.12, 2);
  expect(ratio?.low).toBeGreaterThan(1.09);
  expect(ratio?.high).toBeLessThan(1.15);
  // 1 % on either side at each of five looks.
  expect(ratio).toMatchObject({ pairs: 16, confidence: 0.9 });
  expect(ratio?.smallestDetectable).toBeGreaterThan(0.005);
  expect(ratio?.smallestDetectable).toBeLessThan(0.05);
  expect(reason).toMatch(
    /^worse by 1[12][.\d]* % \([.\d]+ to [.\d]+ % worse\); at most 5 % is allowed$/,
  );
});

test("judgeRounds() inverts the interval of a rate: lower is worse", () => {
  const { ratio, reason } = judgeOne(pairsOf(16, { [RATE.name]: 0.8 }), RATE);
  expect(ratio?.low).toBeLessThan(ratio?.median ?? 0);
  expect(ratio?.median).toBeLessThan(ratio?.high ?? 0);
  expect(ratio?.high).toBeLessThan(0.85);
  expect(reason).toStartWith("worse by 2");
});

test("judgeRounds() is the same for the same seed", () => {
  const pairs = pairsOf(12, { [CPU.name]: 1.03 });
  expect(judgeRounds(pairs, [CPU], config)).toEqual(judgeRounds(pairs, [CPU], config));
});

test("judgeRounds() says how many pairs it needs if there are only three, however clear they look", () => {
  const { verdict, ratio, reason } = judgeOne(pairsOf(3, { [CPU.name]: 2 }), CPU);
  expect(verdict).toBe("inconclusive");
  expect(reason).toBe("3 pairs of rounds are too few: this confidence needs at least 7");
  expect(ratio).toMatchObject({ pairs: 3, confidence: 0.75, smallestDetectable: null });
});

test("judgeRounds() of one pair has no interval", () => {
  const { verdict, ratio } = judgeOne(pairsOf(1, { [CPU.name]: 2 }), CPU);
  expect(verdict).toBe("inconclusive");
  expect(ratio).toEqual({
    median: 2,
    low: null,
    high: null,
    confidence: 0,
    pairs: 1,
    smallestDetectable: null,
  });
});

test("judgeRounds() gives the lag-1 autocorrelation of the pairs", () => {
  const drift = Array.from({ length: 10 }, (_, round): RoundPair => {
    return { base: { [CPU.name]: 100 }, head: { [CPU.name]: round < 5 ? 100 : 110 } };
  });
  expect(judgeOne(drift, CPU).ratio?.autocorrelation).toBeCloseTo(0.7, 9);
});

test("judgeRounds() of ten pairs finds all six regressed metrics, after every correction", () => {
  const rules = DEFAULT_METRICS.filter(({ isGated }) => isGated);
  const factors = rules
    .filter(({ kind }) => kind === "ratio")
    .map(({ name, better, limit }): [string, number] => [
      name,
      better === "higher" ? 0.7 : limit === "latency" ? 2 : 1.3,
    ]);
  const verdicts = judgeRounds(
    pairsOf(10, Object.fromEntries(factors), { ...NO_FAULTS, delivered: 1000 }),
    rules,
    config,
  );
  const regressed = verdicts.filter(({ verdict }) => verdict === "regressed");
  expect(regressed.map(({ name }) => name)).toEqual(factors.map(([name]) => name));
});

test.each([
  ["neither", {}, {}, "not measured on either side"],
  ["the head", { [CPU.name]: 1 }, {}, "not measured in the head"],
  ["the base", {}, { [CPU.name]: 1 }, "not measured in the base"],
  [
    "neither, but values that are not numbers",
    { [CPU.name]: Number.NaN },
    {},
    "not measured on either side",
  ],
])("judgeRounds() cannot decide a metric that %s has", (_who, base, head, expected) => {
  const { verdict, reason } = judgeOne([{ base, head }], CPU);
  expect({ verdict, reason }).toEqual({ verdict: "inconclusive", reason: expected });
});

test("judgeRounds() takes a head that delivers nothing for regressed, in finite numbers", () => {
  const pairs = pairsOf(12, {}).map(() => ({
    base: { [RATE.name]: 50 },
    head: { [RATE.name]: 0 },
  }));
  const { verdict, ratio } = judgeOne(pairs, RATE);
  expect(verdict).toBe("regressed");
  expect(ratio?.high).toBeCloseTo(0.001, 9);
});

test("judgeRounds() gates latency coarsely: 1.5 times the base's by default", () => {
  const P50: MetricRule = { ...CPU, name: "latency.p50_ms", unit: "ms", limit: "latency" };
  const verdictAt = (factor: number, maxLatencyRatio?: number) => {
    const pairs = pairsOf(16, { [P50.name]: factor });
    const limits = maxLatencyRatio === undefined ? config : { ...config, maxLatencyRatio };
    return judgeRounds(pairs, [P50], limits)[0];
  };
  expect(verdictAt(1.4)).toMatchObject({ verdict: "pass", allowed: 0.5 });
  expect(verdictAt(1.6)).toMatchObject({ verdict: "regressed", allowed: 0.5 });
  expect(verdictAt(75)).toMatchObject({ verdict: "regressed" });
  expect(verdictAt(1.6, 2)).toMatchObject({ verdict: "pass", allowed: 1 });
  expect(verdictAt(1.6)?.reason).toEndWith("at most 50 % is allowed");
});

const lossesOf = (base: readonly number[], head: readonly number[]): RoundPair[] =>
  base.map((lost, round) => ({
    base: { lost, delivered: 1000 },
    head: { lost: head[round] ?? 0, delivered: 1000 },
  }));
const times = (count: number, value: number) => Array.from({ length: count }, () => value);

test.each([
  ["no losses", [0, 0], [0, 0], "pass", "none in 2,000 deliveries, and in the base"],
  [
    "the first loss ever",
    [0, 0],
    [0, 1],
    "inconclusive",
    "1 in 2,000 deliveries; the base had none, and one more pair must confirm it",
  ],
  [
    "a loss that the next pair confirms",
    [0, 0, 0],
    [0, 1, 2],
    "regressed",
    "3 in 3,000 deliveries; the base had none",
  ],
  [
    "a loss that the next pair does not confirm, though a later one does",
    [0, 0, 0, 0],
    [0, 1, 0, 1],
    "inconclusive",
    "2 in 4,000 deliveries; the base had none, but the next pair did not confirm it",
  ],
  [
    "more losses at once than chance can explain",
    [0],
    [11],
    "regressed",
    "11 in 1,000 deliveries; the base had none",
  ],
  [
    "one loss in the base and 500 in the head",
    [1, 0],
    [0, 500],
    "regressed",
    "500 in 2,000 deliveries; the base had 1 in 2,000 deliveries, which is far less",
  ],
  [
    "losses that are no more",
    [2, 1],
    [0, 0],
    "pass",
    "none in 2,000 deliveries; the base had 3 in 2,000 deliveries",
  ],
  [
    "one loss more",
    [2, 1],
    [3, 1],
    "inconclusive",
    "4 in 2,000 deliveries; the base had 3 in 2,000 deliveries, and chance may explain the difference",
  ],
  [
    "more in every round",
    times(12, 2),
    times(12, 9),
    "regressed",
    "108 in 12,000 deliveries; the base had 24 in 12,000 deliveries, and chance does not explain it",
  ],
  [
    "one cluster in one round",
    times(12, 1),
    [90, ...times(11, 1)],
    "inconclusive",
    "101 in 12,000 deliveries; the base had 12 in 12,000 deliveries, and chance may explain the difference",
  ],
] as const)("judgeRounds() of %s", (_what, base, head, verdict, reason) =>
  expect(judgeOne(lossesOf(base, head), LOST)).toMatchObject({ verdict, reason }),
);

test("judgeRounds() puts gated metrics first, and quotes the noise floor", () => {
  const pairs = pairsOf(10, { [P99.name]: 2, [CPU.name]: 1 });
  const [first, second] = judgeRounds(pairs, [P99, CPU], {
    ...config,
    noiseFloors: { [CPU.name]: 0.02 },
  });
  expect([first?.name, second?.name]).toEqual([CPU.name, P99.name]);
  expect(first?.ratio?.noiseFloor).toBe(0.02);
  expect(second?.ratio).not.toHaveProperty("noiseFloor");
  expect([first?.verdict, second?.verdict]).toEqual(["pass", "regressed"]);
});

test("overallVerdict() is the worst of the gated metrics", () => {
  const [cpu, p99] = judgeRounds(pairsOf(10, { [P99.name]: 2, [CPU.name]: 1 }), [CPU, P99], config);
  if (cpu === undefined || p99 === undefined) throw new Error("Cannot go on: no verdicts");
  const open = { ...cpu, verdict: "inconclusive" } as const;
  expect(overallVerdict([cpu, p99])).toBe("pass");
  expect(overallVerdict([cpu, open])).toBe("inconclusive");
  expect(overallVerdict([open, { ...p99, isGated: true }])).toBe("regressed");
  expect(overallVerdict([p99])).toBe("inconclusive");
});

const judged = (pairs: readonly RoundPair[], rules: readonly MetricRule[]) =>
  judgeRounds(pairs, rules, config);
const twoUndecided = judged(pairsOf(3, { [CPU.name]: 1, [P99.name]: 1 }), [CPU, P99]);
const allDecided = judged(pairsOf(10, { [CPU.name]: 1 }), [CPU, RATE, P99]);
const oneWorse = judged(
  pairsOf(10, { [CPU.name]: 1.3 }).map(({ base, head }, round) => ({
    base: { ...base, [RATE.name]: 100 + 40 * (round % 2) },
    head: { ...head, [RATE.name]: 100 },
  })),
  [CPU, RATE],
);
const broken = judged(lossesOf([0, 0], [1, 1]), [LOST, CPU]);
const unconfirmed = judged(lossesOf([0], [1]), [LOST]);
const muchWorse = judged(lossesOf([1], [50]), [LOST]);
const lostByBoth = judged(lossesOf(times(12, 2), times(12, 9)), [LOST]);

test.each([
  ["not while a gated metric is open that more rounds could decide", twoUndecided, 10, false],
  ["when all are decided that were measured", allDecided, 10, true],
  ["not between two looks, at which one might stop for luck", allDecided, 11, false],
  ["when one has regressed, whatever the others would come to", oneWorse, 10, true],
  ["at once when losses are confirmed where the base lost nothing", broken, 2, true],
  ["not before they are confirmed", unconfirmed, 1, false],
  ["at once when the head loses far more", muchWorse, 1, true],
  ["not at once when the base loses too", lostByBoth, 12, false],
  ["at a look when the base loses less", lostByBoth, 16, true],
])("isSettled(): %s", (_when, verdicts, pairs, expected) =>
  expect(isSettled(verdicts, pairs)).toBe(expected),
);

test("awaitsConfirmation() after the first loss where the base lost nothing, until the next pair", () => {
  expect(awaitsConfirmation(lossesOf([0, 0], [0, 1]), [LOST])).toBe(true);
  expect(awaitsConfirmation(lossesOf([0, 0, 0], [0, 1, 0]), [LOST])).toBe(false);
  expect(awaitsConfirmation(lossesOf([0, 1], [0, 1]), [LOST])).toBe(false);
  expect(awaitsConfirmation(lossesOf([0], [1]), [{ ...LOST, isGated: false }])).toBe(false);
});

test("undecided() names what more rounds could decide", () => {
  expect([...undecided(twoUndecided)]).toEqual([CPU.name]);
  expect([...undecided(allDecided)]).toEqual([]);
  expect([...undecided(oneWorse)]).toEqual([RATE.name]);
});

test.each([
  [0, 0],
  [9, 0],
  [10, 10],
  [15, 10],
  [16, 16],
  [50, 40],
])("latestLook() of %p pairs is at %p", (pairs, look) =>
  expect(latestLook(ALL_LOOKS, pairs)).toBe(look),
);

test.each([
  ["the budget ends with the first look", 10, 0, [10], 1],
  ["it ends before the second look", 10, 5, [10], 2],
  ["it ends at the second look, or soon after it: later pairs take less time", 10, 6, [10, 16], 3],
  ["the usual ten minutes: pairs of half a minute", 10, 8, [10, 16], 3],
  ["it reaches all looks", 10, 100, [10, 16, 24, 40], 5],
  ["it ends before any look", 9, 0, [], 1],
])("planOfLooks() when %s", (_when, pairs, more, looks, analyses) =>
  expect(planOfLooks(pairs, more)).toEqual({ looks, analyses }),
);

test("isSettled() is false at a look that was not planned", () => {
  const plan = planOfLooks(10, 8);
  expect(isSettled(allDecided, 16, plan)).toBe(true);
  expect(isSettled(allDecided, 24, plan)).toBe(false);
});

test("shareOfLook() spends all of the allowed chance on the looks of the plan", () =>
  expect(shareOfLook(0.05, planOfLooks(10, 8).analyses)).toBeCloseTo(0.05 / 3, 9));
