/**
 * How certain the median of a few noisy values is, by the percentile bootstrap of Efron (1979). Pure, and seeded: the
 * same values give the same interval.
 */

import { randomFrom } from "./random.ts";

export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** How many values it is based on. */
  readonly count: number;
}

export interface BootstrapOptions {
  readonly resamples: number;
  /** Between 0 and 1. */
  readonly confidence: number;
  readonly seed: number;
}

const DEFAULTS: BootstrapOptions = { resamples: 10_000, confidence: 0.95, seed: 1 };

/**
 * The median and its bootstrap interval; `undefined` for no values. For fewer than six values the 95 % interval is
 * roughly their range: the median of a resample is the smallest of three in 26 % of cases.
 * @throws {RangeError} when a value is not finite
 */
export function medianInterval(
  values: readonly number[],
  options: Partial<BootstrapOptions> = {},
): MedianInterval | undefined {
  if (values.length === 0) return undefined;
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new RangeError(`Cannot resample ${bad}: expected finite values`);
  const { resamples, confidence, seed } = { ...DEFAULTS, ...options };
  const medians = resampledMedians(Float64Array.from(values).toSorted(), resamples, seed);
  const tail = (1 - confidence) / 2;
  const at = (index: number) => medians[Math.min(resamples - 1, Math.max(0, index))] ?? Number.NaN;
  return {
    median: medianOf(values),
    low: at(Math.floor(tail * resamples)),
    high: at(Math.ceil((1 - tail) * resamples) - 1),
    count: values.length,
  };
}

/** The middle value, or the mean of the middle two; NaN for no values. */
export function medianOf(values: readonly number[]): number {
  return middleOf(Float64Array.from(values).toSorted());
}

/**
 * `a` over `b` for each round that has both, with `b` above 0. Whatever disturbs a round affects both values, so
 * their ratio is less disturbed than either.
 */
export function pairedRatios(
  a: readonly (number | undefined)[],
  b: readonly (number | undefined)[],
): number[] {
  return a.flatMap((value, round) => {
    const base = b[round];
    return value !== undefined && base !== undefined && base > 0 ? [value / base] : [];
  });
}

/** The sorted medians of the resamples of sorted values. */
function resampledMedians(sorted: Float64Array, resamples: number, seed: number): Float64Array {
  const middles = middlesOf(sorted.length, resamples, seed);
  const medians = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    const lower = sorted[middles[2 * resample] ?? 0] ?? Number.NaN;
    const upper = sorted[middles[2 * resample + 1] ?? 0] ?? Number.NaN;
    medians[resample] = (lower + upper) / 2;
  }
  return medians.toSorted();
}

/** The middle ranks of a resample do not depend on the values, so they are drawn once and reused. */
const middlesDrawn = new Map<string, Uint32Array>();

function middlesOf(count: number, resamples: number, seed: number): Uint32Array {
  const key = `${count} ${resamples} ${seed}`;
  const middles = middlesDrawn.get(key) ?? drawMiddles(count, resamples, randomFrom(seed));
  middlesDrawn.set(key, middles);
  return middles;
}

/** The two middle ranks of each resample; the same one twice if the count is odd. */
function drawMiddles(count: number, resamples: number, random: () => number): Uint32Array {
  const drawn = new Uint32Array(count);
  const middles = new Uint32Array(2 * resamples);
  for (let resample = 0; resample < resamples; resample++) {
    for (let index = 0; index < count; index++) drawn[index] = Math.floor(random() * count);
    drawn.sort();
    middles[2 * resample] = drawn[Math.floor((count - 1) / 2)] ?? 0;
    middles[2 * resample + 1] = drawn[Math.floor(count / 2)] ?? 0;
  }
  return middles;
}

function middleOf(sorted: Float64Array): number {
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  return Number.isInteger(half) ? ((sorted[half - 1] ?? Number.NaN) + upper) / 2 : upper;
}
