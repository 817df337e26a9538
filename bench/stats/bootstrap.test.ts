import { expect, test } from "bun:test";
import { medianInterval, medianOf, pairedRatios } from "./bootstrap.ts";

test.each([
  ["an odd number", [3, 1, 2], 2],
  ["an even number", [4, 1, 2, 3], 2.5],
  ["one", [7], 7],
  ["numbers that a string sort would misplace", [10, 9, 100], 10],
])("medianOf() finds the middle of %s", (_what, values, expected) =>
  expect(medianOf(values)).toBe(expected),
);

test("medianInterval() of no values is undefined", () =>
  expect(medianInterval([])).toBeUndefined());

test.each([
  ["one value", [1.5], 1.5, 1.5, 1.5],
  ["equal values", [2, 2, 2, 2], 2, 2, 2],
  ["three: either end is the median of 26 % of the resamples", [1, 2, 4], 2, 1, 4],
  ["five: either end is the median of 5.8 %", [1, 2, 3, 4, 5], 3, 1, 5],
])("medianInterval(): %s", (_why, values, median, low, high) =>
  expect(medianInterval(values)).toEqual({ median, low, high, count: values.length }),
);

/** P(X ≥ k) of n trials at p. */
function binomialTail(n: number, k: number, p: number): number {
  let sum = 0;
  let ways = 1;
  for (let hits = 0; hits <= n; hits++) {
    if (hits >= k) sum += ways * p ** hits * (1 - p) ** (n - hits);
    ways = (ways * (n - hits)) / (hits + 1);
  }
  return sum;
}

/**
 * For odd n the bootstrap's distribution is known: the median is at most the k-th value if over half the draws are.
 */
function exactQuantile(values: readonly number[], share: number): number {
  const n = values.length;
  const sorted = values.toSorted((a, b) => a - b);
  return (
    sorted.find((_, index) => binomialTail(n, (n + 1) / 2, (index + 1) / n) >= share) ?? Number.NaN
  );
}

// Not 15: one of its ends is at 2.545 %, which resamples cannot tell from 2.5 %.
test.each([7, 9, 11, 17, 21, 31])(
  "medianInterval() agrees with the bootstrap's exact distribution for %d values",
  (n) => {
    const values = Array.from({ length: n }, (_, index) => ((index * 7) % n) ** 2);
    const interval = medianInterval(values, { resamples: 40_000 });
    expect(interval?.low).toBe(exactQuantile(values, 0.025));
    expect(interval?.high).toBe(exactQuantile(values, 0.975));
  },
);

test("medianInterval() is narrower for less confidence, and the same for the same seed", () => {
  const values = Array.from({ length: 15 }, (_, index) => index);
  const [wide, narrow] = [0.99, 0.5].map((confidence) => medianInterval(values, { confidence }));
  const widthOf = (one: typeof wide) => (one?.high ?? 0) - (one?.low ?? 0);
  expect(widthOf(narrow)).toBeLessThan(widthOf(wide));
  expect(medianInterval(values, { seed: 9 })).toEqual(medianInterval(values, { seed: 9 }));
});

test("medianInterval() refuses values that are not finite", () =>
  expect(() => medianInterval([1, Number.NaN])).toThrow(RangeError));

test("pairedRatios() pairs by round, and skips incomplete rounds", () => {
  expect(pairedRatios([2, undefined, 9, 8, 5], [1, 1, 3, undefined, 0])).toEqual([2, 3]);
});
