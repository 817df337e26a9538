import { expect, test } from "bun:test";
import { lag1Autocorrelation } from "./autocorrelation.ts";
import { normalFrom, randomFrom } from "./random.ts";

test.each([
  ["one that alternates", [1, -1, 1, -1], -0.75],
  ["one with a step", [0, 0, 0, 0, 1, 1, 1, 1], 0.625],
  ["a straight line", [1, 2, 3, 4, 5], 0.4],
  ["the same values higher up", [101, 102, 103, 104, 105], 0.4],
])("lag1Autocorrelation() of %s", (_what, values, expected) =>
  expect(lag1Autocorrelation(values)).toBeCloseTo(expected, 9),
);

test.each([
  ["too few values", [1, 2]],
  ["equal values", [2, 2, 2, 2]],
])("lag1Autocorrelation() of %s is undefined", (_what, values) =>
  expect(lag1Autocorrelation(values)).toBeUndefined(),
);

test.each([0, 0.3, 0.6])("lag1Autocorrelation() finds a correlation of %p", (correlation) => {
  const random = randomFrom(1);
  let last = 0;
  const values = Array.from({ length: 10_000 }, () => {
    last = correlation * last + normalFrom(random);
    return last;
  });
  expect(lag1Autocorrelation(values)).toBeCloseTo(correlation, 1);
});
