import { expect, test } from "bun:test";
import { medianInterval } from "./bootstrap.ts";
import { effectInterval, POWER, smallestDetectable } from "./effect.ts";
import { normalFrom, randomFrom } from "./random.ts";

const resampling = { seed: 1, resamples: 1000 };

function noisesFrom(seed: number) {
  const random = randomFrom(seed);
  const normal = () => normalFrom(random);
  // Log-ratio of two sides, each disturbed heavily in a tenth of the rounds.
  const side = () => 0.04 * normal() + (random() < 0.1 ? 0.4 * Math.abs(normal()) : 0);
  return {
    normal,
    struck: () => side() - side(),
    skewed: () => -Math.log(1 - random()) - Math.LN2,
  };
}

/** How often an interval of noise with median 0 lies entirely above 0. */
function missesOf(
  noise: () => number,
  count: number,
  lowOf: (values: number[]) => number | undefined,
  cases = 2000,
) {
  let misses = 0;
  for (let one = 0; one < cases; one++) {
    if ((lowOf(Array.from({ length: count }, noise)) ?? 0) > 0) misses++;
  }
  return misses / cases;
}

test.each([7, 10, 16, 24, 40])(
  "effectInterval() of %d disturbed or normal values misses on one side in at most 1 %",
  (count) => {
    const { normal, struck } = noisesFrom(count);
    const lowOf = (values: number[]) =>
      effectInterval(values, { low: 0.01, high: 0.01 }, resampling)?.low;
    // 1 % plus three standard errors of 2,000 cases.
    expect(missesOf(normal, count, lowOf)).toBeLessThan(0.0167);
    expect(missesOf(struck, count, lowOf)).toBeLessThan(0.0167);
  },
);

test.each([10, 24])("effectInterval() of %d skewed values misses in under 2 percent", (count) => {
  const lowOf = (values: number[]) =>
    effectInterval(values, { low: 0.01, high: 0.01 }, resampling)?.low;
  expect(missesOf(noisesFrom(2).skewed, count, lowOf)).toBeLessThan(0.02);
});

test("medianInterval() alone would miss in 3.4 % of fives and 1.9 % of tens, where 1 % is promised", () => {
  const { normal } = noisesFrom(3);
  const lowOf = (values: number[]) =>
    medianInterval(values, { ...resampling, confidence: 0.98 })?.low;
  expect(missesOf(normal, 5, lowOf)).toBeGreaterThan(0.025);
  expect(missesOf(normal, 10, lowOf)).toBeGreaterThan(0.013);
});

test("effectInterval() contains both methods' intervals, and the median", () => {
  const values = Array.from({ length: 20 }, noisesFrom(4).struck);
  const effect = effectInterval(values, { low: 0.002, high: 0.01 }, resampling);
  const bootstrap = medianInterval(values, { ...resampling, confidence: 0.996 });
  expect(effect?.low).toBeLessThanOrEqual(bootstrap?.low ?? Number.NaN);
  expect(effect?.median).toBe(bootstrap?.median ?? Number.NaN);
  expect(effect).toMatchObject({ isSure: true, tails: { low: 0.002, high: 0.01 } });
});

test("effectInterval() of too few values is their range, with its confidence", () =>
  expect(effectInterval([3, 1, 2], { low: 0.01, high: 0.01 }, resampling)).toEqual({
    median: 2,
    low: 1,
    high: 3,
    tails: { low: 0.125, high: 0.125 },
    isSure: false,
  }));

test("effectInterval() of no values is undefined", () =>
  expect(effectInterval([], { low: 0.01, high: 0.01 }, resampling)).toBeUndefined());

test("smallestDetectable() is 2.8 standard errors at 97.5 % and a power of 80 %", () => {
  // Bloom (1995): the multiplier of a two-sided test at 5 % is 1.96 + 0.84.
  const effect = { median: 0, low: -1.96, high: 1.96, tails: { low: 0.025, high: 0.025 } };
  expect(smallestDetectable({ ...effect, isSure: true })).toBeCloseTo(2.8, 2);
  expect(smallestDetectable({ ...effect, isSure: false })).toBeNull();
});

test("smallestDetectable() is detected in about 80 % of cases, by simulation", () => {
  const { normal } = noisesFrom(6);
  const tails = { low: 0.01, high: 0.01 };
  const effectOf = (shift: number) =>
    effectInterval(
      Array.from({ length: 24 }, () => normal() + shift),
      tails,
      resampling,
    );
  const detectables = Array.from({ length: 400 }, () => {
    const effect = effectOf(0);
    return effect === undefined ? 0 : (smallestDetectable(effect) ?? 0);
  });
  const typical = detectables.reduce((sum, one) => sum + one, 0) / detectables.length;
  const seen = Array.from({ length: 400 }, () => effectOf(typical)).filter(
    (effect) => (effect?.low ?? 0) > 0,
  );
  expect(seen.length / 400).toBeGreaterThan(POWER - 0.08);
  expect(seen.length / 400).toBeLessThan(0.95);
});
