import { expect, test } from "bun:test";
import { slopeOf } from "./slope.ts";

test("slopeOf() finds an exact line, with certainty", () => {
  const points = [1, 2, 3, 4].map((x) => [x, 5 + 2 * x] as const);
  expect(slopeOf(points)).toEqual({ perUnit: 2, marginPerUnit: 0 });
});

test("slopeOf() agrees with a worked example", () => {
  // x 1…5, y 2 4 5 4 5: slope 0.6, residual sum of squares 2.4, Sxx 10.
  const points = [2, 4, 5, 4, 5].map((y, index) => [index + 1, y] as const);
  const { perUnit, marginPerUnit } = slopeOf(points);
  expect(perUnit).toBeCloseTo(0.6, 12);
  expect(marginPerUnit).toBeCloseTo(1.96 * Math.sqrt(2.4 / 3 / 10), 12);
});

test("slopeOf() is uncertain about two points, and about points at the same time", () => {
  expect(
    slopeOf([
      [0, 0],
      [1, 1],
    ]),
  ).toEqual({ perUnit: 1, marginPerUnit: Infinity });
  expect(
    slopeOf([
      [1, 0],
      [1, 1],
      [1, 2],
    ]),
  ).toEqual({ perUnit: 0, marginPerUnit: Infinity });
});
