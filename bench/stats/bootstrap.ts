/**
 * How sure a median of few, noisy values is: the percentile bootstrap of Efron (1979). Pure, and seeded:
 * the same values give the same interval.
 */

export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** How many values it rests on. */
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
 * The median and its bootstrap interval; `undefined` of no values. Of fewer than six values the 95 %
 * interval is about all that was seen: the median of a resample is the smallest of three in 26 % of cases.
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
  const medians = resampledMedians(values, resamples, randomFrom(seed));
  const tail = (1 - confidence) / 2;
  const at = (index: number) => medians[Math.min(resamples - 1, Math.max(0, index))] ?? Number.NaN;
  return {
    median: medianOf(values),
    low: at(Math.floor(tail * resamples)),
    high: at(Math.ceil((1 - tail) * resamples) - 1),
    count: values.length,
  };
}

/** The middle value, or the mean of the middle two; NaN of no values. */
export function medianOf(values: readonly number[]): number {
  return middleOf(Float64Array.from(values).toSorted());
}

/**
 * `a` over `b` for each round that has both and a `b` above 0: what disturbs a round of the one disturbs
 * the other's too, and the ratio of a pair knows less of it than either.
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

function resampledMedians(
  values: readonly number[],
  resamples: number,
  random: () => number,
): Float64Array {
  const drawn = new Float64Array(values.length);
  const medians = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    for (let index = 0; index < drawn.length; index++) {
      drawn[index] = values[Math.floor(random() * values.length)] ?? Number.NaN;
    }
    medians[resample] = middleOf(drawn.toSorted());
  }
  return medians.toSorted();
}

function middleOf(sorted: Float64Array): number {
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  return Number.isInteger(half) ? ((sorted[half - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** Numbers from 0 up to 1: mulberry32, by Tommy Ettinger (2017). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
