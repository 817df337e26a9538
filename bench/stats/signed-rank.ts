/**
 * Wilcoxon's signed-rank test (1945) and its interval: exact for any number of values with symmetric scatter,
 * whatever its shape. Pure.
 *
 * Paired rounds in alternating order scatter symmetrically by design: of two equal servers either could have been
 * called the head, which only flips the sign of a log-ratio.
 */

/**
 * The chance of values this far above `center`, or farther, if they scattered symmetrically about it. Ties, and
 * values at the center, count against a difference.
 */
export function signedRankP(values: readonly number[], center: number): number {
  const sorted = Float64Array.from(values).toSorted();
  let above = 0;
  // For each larger value, the means with all values from some smaller one on are above the center.
  for (let small = 0, large = sorted.length - 1; large >= small; large--) {
    while (small <= large && (sorted[small] ?? 0) + (sorted[large] ?? 0) <= 2 * center) small++;
    above += large - small + 1;
  }
  return upperTails(values.length)[above] ?? 1;
}

/** Upper bounds for the chance that the truth lies below an interval, and above it. */
export interface Tails {
  readonly low: number;
  readonly high: number;
}

/**
 * An interval for the center of the values. Its low end is above `center` exactly when `signedRankP(values, center)
 * <= tails.low`; an end is infinite if there are too few values (`fewestFor`). Hollander, Wolfe & Chicken,
 * "Nonparametric Statistical Methods" (2014), 3.3.
 */
export function signedRankInterval(values: readonly number[], tails: Tails) {
  const averages = walshAverages(values).toSorted();
  const neededFor = (tail: number) =>
    upperTails(values.length).findIndex((chance) => chance <= tail);
  return {
    low: averages[averages.length - neededFor(tails.low)] ?? -Infinity,
    high: averages[neededFor(tails.high) - 1] ?? Infinity,
  };
}

/** The fewest values for that confidence: all on one side has a chance of 2^-n. */
export const fewestFor = (tail: number): number => Math.ceil(-Math.log2(tail) - 1e-9);

/** The means of all pairs of values, including each with itself; W counts those above the center. */
function walshAverages(values: readonly number[]): Float64Array {
  const all = Float64Array.from(values);
  const averages = new Float64Array((all.length * (all.length + 1)) / 2);
  for (let one = 0, filled = 0; one < all.length; one++) {
    const value = all[one] ?? 0;
    for (let other = one; other < all.length; other++) {
      averages[filled++] = (value + (all[other] ?? 0)) / 2;
    }
  }
  return averages;
}

const tailsByCount = new Map<number, Float64Array>();

/** P(W >= w) of n values, for each w from 0 to n(n + 1)/2. */
function upperTails(count: number): Float64Array {
  const tails = tailsByCount.get(count) ?? accumulateDown(chancesOf(count));
  tailsByCount.set(count, tails);
  return tails;
}

/** P(W = w): each of the ranks 1 to n is in the sum with probability one half. */
function chancesOf(count: number): Float64Array {
  const chances = new Float64Array((count * (count + 1)) / 2 + 1);
  chances[0] = 1;
  for (let rank = 1, top = 0; rank <= count; rank++) {
    top += rank;
    for (let sum = top; sum >= 0; sum--) {
      chances[sum] = ((chances[sum] ?? 0) + (chances[sum - rank] ?? 0)) / 2;
    }
  }
  return chances;
}

function accumulateDown(chances: Float64Array): Float64Array {
  const tails = chances.slice();
  for (let index = tails.length - 2; index >= 0; index--) {
    tails[index] = (tails[index] ?? 0) + (tails[index + 1] ?? 0);
  }
  return tails;
}
