/**
 * What a comparison of two servers leaves: data first, and every report a function of it. The JSON of it
 * is a published contract, as that of a result is.
 */

import type { Environment } from "../result/result.ts";

export const COMPARISON_SCHEMA_VERSION = 1;

/**
 * `regressed`: worse by more than is allowed, with all of the interval; `pass`: not so, with all of the
 * interval; `inconclusive`: the rounds cannot tell.
 */
export type Verdict = "regressed" | "pass" | "inconclusive";

/** One of the two that are compared. */
export interface Side {
  /** As a person names it: a revision, an address, a command. */
  readonly name: string;
  /** The commit, where it is one; `dirty` adds that files were changed since. */
  readonly commit?: string;
  readonly isDirty?: boolean;
}

/** How it was measured and judged. */
export interface ComparisonConfig {
  readonly connections: number;
  /** Events a second in the part that goes one at a time. */
  readonly rate: number;
  /** Of one part of a round. */
  readonly durationS: number;
  readonly sizeBytes: number;
  readonly workers: number;
  /** What is allowed: 0.05 lets a metric be worse by 5 %. */
  readonly maxRegression: number;
  /** Chance of calling any of the gated metrics regressed that is not, at most. */
  readonly falseAlarmRate: number;
  readonly budgetS: number;
  readonly seed: number;
}

/** A figure by the name of its metric; absent where it could not be measured. */
export type Figures = Readonly<Record<string, number>>;

/** Both sides, one right after the other. */
export interface RoundPair {
  readonly base: Figures;
  readonly head: Figures;
}

/** A pair that was measured and not counted. */
export interface DroppedPair extends RoundPair {
  readonly reasons: readonly string[];
}

export interface MetricVerdict {
  /** Stable, and carries its unit, as in a result: `server.cpu_us_per_delivery`. */
  readonly name: string;
  readonly unit: string;
  readonly better: "lower" | "higher";
  /** Advisory metrics have a verdict but never fail a comparison. */
  readonly isGated: boolean;
  /** Medians of the rounds that count; for events that are counted (`lost`, `duplicated`), their sums. */
  readonly base: number | null;
  readonly head: number | null;
  /**
   * Head over base, of each round, the median; above 1 is more, which may be better. Absent where the
   * metric is a count of what must not happen: there any more is a regression.
   */
  readonly ratio?: RatioEstimate;
  readonly verdict: Verdict;
  /** In words: `worse by 12.1 % (8.9 to 15.2 %); at most 5 % is allowed`. */
  readonly reason: string;
}

export interface RatioEstimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Of the interval, after correcting for the number of gated metrics: 0.99, say. */
  readonly confidence: number;
  /** Rounds that had the metric on both sides. */
  readonly pairs: number;
  /**
   * The smallest change for the worse, beyond 0, that these rounds would have told from none: 0.03 is
   * 3 %. `null` while there are too few rounds to say.
   */
  readonly smallestDetectable: number | null;
  /** What the same revision against itself gave on this machine, where it was calibrated: 0.02 is ±2 %. */
  readonly noiseFloor?: number;
}

export interface Comparison {
  readonly schemaVersion: typeof COMPARISON_SCHEMA_VERSION;
  readonly kind: "comparison";
  readonly tool: { readonly name: "streamgauge"; readonly version: string };
  readonly environment: Environment;
  readonly base: Side;
  readonly head: Side;
  readonly config: ComparisonConfig;
  readonly elapsedS: number;
  /** True when it was interrupted: the rounds until then are there. */
  readonly isPartial: boolean;
  readonly rounds: readonly RoundPair[];
  readonly dropped: readonly DroppedPair[];
  /** Gated ones first. */
  readonly metrics: readonly MetricVerdict[];
  /** Of the gated metrics: the worst of them. */
  readonly verdict: Verdict;
  /** Each reason for care, with its cure. */
  readonly warnings: readonly string[];
}
