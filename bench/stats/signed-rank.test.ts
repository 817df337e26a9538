import { expect, test } from "bun:test";
import { fewestFor, signedRankInterval, signedRankP } from "./signed-rank.ts";

/** Hamilton's depression scale before and after. Hollander & Wolfe (1973), p. 29, and R's `?wilcox.test`. */
const BEFORE = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const GAINS = BEFORE.map((value, index) => value - (AFTER[index] ?? 0));

test("signedRankP() is 0.019 in Hollander & Wolfe's example", () =>
  expect(signedRankP(GAINS, 0)).toBeCloseTo(10 / 512, 12));

test("signedRankInterval() agrees with their example: 0.010 to 0.786, at 96.1 %", () => {
  const { low, high } = signedRankInterval(GAINS, { low: 0.025, high: 0.025 });
  expect(low).toBeCloseTo(0.01, 9);
  expect(high).toBeCloseTo(0.786, 9);
});

test.each([1, 5, 9, 20])("signedRankP() of %d values, all above the center, is 2^-n", (count) =>
  expect(
    signedRankP(
      Array.from({ length: count }, (_, index) => index + 1),
      0,
    ),
  ).toBe(2 ** -count),
);

test.each([
  ["no values", []],
  ["values at the center", [0, 0, 0, 0, 0, 0, 0, 0]],
  ["equal values on both sides", [1, -1, 1, -1, 1, -1]],
])("signedRankP() takes %s for no evidence", (_what, values) =>
  expect(signedRankP(values, 0)).toBeGreaterThan(0.5),
);

test("signedRankInterval() excludes a center exactly when signedRankP() rejects it", () => {
  for (const tail of [0.002, 0.01, 0.025, 0.1]) {
    const { low } = signedRankInterval(GAINS, { low: tail, high: tail });
    for (let center = -0.3; center < 1.2; center += 0.0137) {
      expect(low > center).toBe(signedRankP(GAINS, center) <= tail);
    }
  }
});

test("signedRankInterval() of too few values has no ends", () =>
  expect(signedRankInterval([1, 2, 3], { low: 0.01, high: 0.01 })).toEqual({
    low: -Infinity,
    high: Infinity,
  }));

test.each([
  [0.002, 9],
  [0.01, 7],
  [1 / 1024, 10],
  [0.5, 1],
])("fewestFor(%d) is %d", (tail, count) => expect(fewestFor(tail)).toBe(count));
