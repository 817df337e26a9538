import { expect, test } from "bun:test";
import { randomFrom } from "../stats/random.ts";
import { FEWEST_ROUNDS, unpairedRatio, verdictOn } from "./unpaired.ts";

const confidence = 0.99;

/** Around 10, with a scatter of a few percent. */
function rounds(seed: number, count: number, factor = 1): number[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => 10 * factor * (1 + (random() - 0.5) / 10));
}

test("unpairedRatio() has the ratio of the medians between its ends", () => {
  const ratio = unpairedRatio([1, 2, 3, 4, 5, 6, 7], [2, 4, 6, 8, 10, 12, 14], { confidence });
  expect(ratio?.median).toBe(2);
  expect(ratio?.low).toBeLessThan(2);
  expect(ratio?.high).toBeGreaterThan(2);
});

test("unpairedRatio() is deterministic", () => {
  const options = { confidence, resamples: 500, seed: 3 };
  const once = unpairedRatio(rounds(1, 12), rounds(2, 12), options);
  expect(unpairedRatio(rounds(1, 12), rounds(2, 12), options)).toEqual(once);
});

test.each([
  ["too few rounds", rounds(1, FEWEST_ROUNDS - 1), rounds(2, 12)],
  ["a base of zero", [0, 1, 1, 1, 1, 1], rounds(2, 12)],
  ["no rounds", [], []],
])("unpairedRatio() is undefined with %s", (_what, base, head) => {
  expect(unpairedRatio(base, head, { confidence })).toBeUndefined();
});

test("verdictOn() equal rounds is regressed in at most the promised share of 200 seeded cases", () => {
  const alarms = Array.from({ length: 200 }, (_, seed) => {
    const ratio = unpairedRatio(rounds(2 * seed, 10), rounds(2 * seed + 1, 10), {
      confidence: 0.95,
      resamples: 300,
    });
    return ratio !== undefined && verdictOn(ratio, "lower", 0) === "regressed";
  });
  expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(200 * 0.05);
});

test.each([
  ["lower", 1.06, 1.2, "regressed"],
  ["lower", 0.9, 1.04, "pass"],
  ["lower", 1.04, 1.06, "inconclusive"],
  ["higher", 0.8, 0.9, "regressed"],
  ["higher", 0.97, 1.3, "pass"],
  ["higher", 0.9, 1, "inconclusive"],
] as const)("verdictOn() where %s is better, from %d to %d", (better, low, high, verdict) => {
  expect(verdictOn({ low, median: (low + high) / 2, high }, better, 0.05)).toBe(verdict);
});
