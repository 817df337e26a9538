import { expect, test } from "bun:test";
import { normalFrom, randomFrom } from "./random.ts";
import { slopeOf } from "./slope.ts";

test("slopeOf() finds an exact line, with certainty", () => {
  const points = [1, 2, 3, 4].map((x) => [x, 5 + 2 * x] as const);
  expect(slopeOf(points)).toEqual({ perUnit: 2, marginPerUnit: 0 });
});

test("slopeOf() agrees with a worked example", () => {
  // x 1…8: slope 59/84, residual sum of squares 349/84, Sxx 42; neighbours do not resemble each other, and t(6) is 2.447.
  const points = [2, 4, 5, 4, 5, 7, 6, 8].map((y, index) => [index + 1, y] as const);
  const { perUnit, marginPerUnit } = slopeOf(points);
  expect(perUnit).toBeCloseTo(59 / 84, 12);
  expect(marginPerUnit).toBeCloseTo(2.447 * Math.sqrt(349 / 84 / 6 / 42), 3);
});

/** An AR(1) process, from its stationary distribution on. */
function correlated(count: number, correlation: number, random: () => number): number[] {
  const normal = () => normalFrom(random);
  let value = normal() / Math.sqrt(1 - correlation ** 2);
  return Array.from({ length: count }, () => (value = correlation * value + normal()));
}

/** The share of series without growth whose interval contains 0. */
function coverage(count: number, correlation: number): number {
  const random = randomFrom(13);
  const series = Array.from({ length: SERIES }, () => correlated(count, correlation, random));
  const covered = series.filter((values) => {
    const { perUnit, marginPerUnit } = slopeOf(values.map((value, second) => [second, value]));
    return Math.abs(perUnit) <= marginPerUnit;
  });
  return covered.length / SERIES;
}

const SERIES = 4_000;
/** The seconds of a soak of five minutes that count. */
const SECONDS = 225;

test.each([
  [0, 0.93],
  [0.5, 0.93],
  [0.8, 0.93],
  [0.9, 0.92],
  [0.95, 0.91],
  // The noise of the five minutes is then hardly more than one wave.
  [0.99, 0.85],
])(
  "slopeOf() has an interval that holds with an autocorrelation of %d: at least %d",
  (correlation, least) => {
    const share = coverage(SECONDS, correlation);
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThan(0.98);
  },
);

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
