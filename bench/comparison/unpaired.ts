/**
 * Two sets of rounds that were not measured together: the ratio of their medians, and its interval. Each side is
 * resampled by itself (the percentile bootstrap of Efron, 1979). Pure, and seeded.
 */

import { medianOf } from "../stats/bootstrap.ts";
import { moreThanChanceP, type Occurrences } from "../stats/counts.ts";
import { randomFrom } from "../stats/random.ts";
import type { Verdict } from "./comparison.ts";
import { isFarMore } from "./evidence.ts";

export interface UnpairedRatio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface UnpairedOptions {
  /** Between 0 and 1. */
  readonly confidence: number;
  readonly resamples?: number;
  readonly seed?: number;
}

/** With fewer rounds the interval would be too narrow. */
export const FEWEST_ROUNDS = 6;

/** `undefined` if a side has too few rounds, or the base allows no ratio. */
export function unpairedRatio(
  base: readonly number[],
  head: readonly number[],
  { confidence, resamples = 10_000, seed = 1 }: UnpairedOptions,
): UnpairedRatio | undefined {
  const median = medianOf(head) / medianOf(base);
  const areEnough = Math.min(base.length, head.length) >= FEWEST_ROUNDS;
  if (!areEnough || base.some((value) => value <= 0) || !Number.isFinite(median)) return undefined;
  const random = randomFrom(seed);
  const ratios = Float64Array.from(
    { length: resamples },
    () => medianOf(drawn(head, random)) / medianOf(drawn(base, random)),
  ).toSorted();
  const tail = (1 - confidence) / 2;
  const at = (place: number) => ratios[Math.min(resamples - 1, Math.max(0, place))] ?? Number.NaN;
  return {
    median,
    low: at(Math.floor(tail * resamples)),
    high: at(Math.ceil((1 - tail) * resamples) - 1),
  };
}

/** Entirely beyond the limit, entirely within it, or neither; for a rate, worse means lower. */
export function verdictOn(
  { low, high }: UnpairedRatio,
  better: "lower" | "higher",
  maxRegression: number,
): Verdict {
  const [least, most] = better === "lower" ? [low, high] : [1 / high, 1 / low];
  if (least > 1 + maxRegression) return "regressed";
  return most < 1 + maxRegression ? "pass" : "inconclusive";
}

/**
 * The verdict on a count of failures. If the base has none, the head may have none either; otherwise the head may have
 * as many more as chance explains, but not far more. `level`: the chance of a false alarm.
 */
export function countVerdict(base: Occurrences, head: Occurrences, level: number): Verdict {
  if (head.count * base.chances <= base.count * head.chances) return "pass";
  const due = (base.count * head.chances) / base.chances;
  const isWorse = base.count === 0 || isFarMore(due, head.count);
  return isWorse || moreThanChanceP(base, head) <= level ? "regressed" : "inconclusive";
}

function drawn(values: readonly number[], random: () => number): number[] {
  return values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN);
}
