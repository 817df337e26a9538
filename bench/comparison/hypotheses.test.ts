/** What a metric that one side lacks says about the sides. */

import { expect, test } from "bun:test";
import { judgeRounds } from "./judge.ts";
import type { MetricRule } from "./metrics.ts";
import { config, CPU, judgeOne, pairsOf, RATE } from "./test-pairs.ts";

/** As many pairs, of which the head or the base lacks the metric in the first few. */
function withHoles(count: number, { inHead = 0, inBase = 0 }, rule = RATE, hole?: number) {
  const missing = hole === undefined ? {} : { [rule.name]: hole };
  return pairsOf(count, { [rule.name]: 1 }).map(({ base, head }, place) => ({
    base: place < inBase ? missing : base,
    head: place < inHead ? missing : head,
  }));
}

test.each([
  ["in none of ten pairs", 10, { inHead: 10 }, "regressed"],
  ["in none of five pairs, which are too few", 5, { inHead: 5 }, "inconclusive"],
  ["in six of ten pairs, which may be chance but do not pass", 10, { inHead: 4 }, "inconclusive"],
  ["in six of ten pairs, of 24", 24, { inHead: 10 }, "regressed"],
  ["in as few pairs as the base", 24, { inHead: 10, inBase: 10 }, "pass"],
  ["in all pairs, and the base in six of ten", 24, { inBase: 10 }, "pass"],
] as const)("judgeRounds() of a head that has a metric %s", (_what, count, holes, verdict) => {
  for (const rule of [RATE, CPU]) {
    expect(judgeOne(withHoles(count, holes, rule), rule).verdict).toBe(verdict);
  }
  // A rate of 0 is a metric that is not there.
  expect(judgeOne(withHoles(count, holes, RATE, 0), RATE).verdict).toBe(verdict);
});

test("judgeRounds() says in how many pairs only one side had a metric", () => {
  const pairs = [...withHoles(24, { inHead: 12 }), ...withHoles(1, { inBase: 1 })];
  expect(judgeOne(pairs, RATE).reason).toBe(
    "in 12 pairs the base had it and the head had not, the reverse in 1; chance does not explain it",
  );
});

test("judgeRounds() does not blame a head whose processes are unknown", () => {
  const cost = { ...CPU, isOfProcess: true };
  const judgeWith = (areProcessesKnown: boolean, rule: MetricRule) => {
    const pairs = withHoles(12, { inHead: 12 }, rule);
    return judgeRounds(pairs, [rule], { ...config, areProcessesKnown })[0]?.verdict;
  };
  expect([judgeWith(true, cost), judgeWith(false, cost)]).toEqual(["regressed", "inconclusive"]);
  expect(judgeWith(false, RATE)).toBe("regressed");
});

test("judgeRounds() makes no ratio of a cost that was too small to be measured", () => {
  const pairs = pairsOf(12, { [CPU.name]: 1 }).map(({ base, head }, place) => ({
    base: place === 0 ? { [CPU.name]: 0 } : base,
    head: place === 1 ? { [CPU.name]: 0 } : head,
  }));
  expect(judgeOne(pairs, CPU)).toMatchObject({ verdict: "pass", ratio: { pairs: 10 } });
});
