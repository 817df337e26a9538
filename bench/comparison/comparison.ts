/**
 * The outcome of comparing two servers, as data; every report is a function of it. Its JSON is a published contract,
 * like a result's.
 */

import type { Environment } from "../result/result.ts";

export const COMPARISON_SCHEMA_VERSION = 1;

/**
 * `regressed`: the whole interval is worse by more than allowed; `pass`: the whole interval is better than that;
 * `inconclusive`: neither.
 */
export type Verdict = "regressed" | "pass" | "inconclusive";

/** One of the two sides of a comparison. */
export interface Side {
  /** For display: a revision, an address, a command. */
  readonly name: string;
  /** The commit, if it is one; `dirty` if files were changed since. */
  readonly commit?: string;
  readonly isDirty?: boolean;
}

/** How it was measured and judged. */
export interface ComparisonConfig {
  readonly connections: number;
  /** Events a second in the one-at-a-time part. */
  readonly rate: number;
  /** Duration of one part of a round. */
  readonly durationS: number;
  readonly sizeBytes: number;
  readonly workers: number;
  /** Threads of each hub, `auto` resolved; absent if it was not said. */
  readonly hubThreads?: number;
  /** 0.05 allows a metric to be worse by 5 %. */
  readonly maxRegression: number;
  /** 1.5 allows one and a half times the latency. Absent in comparisons from before latency was gated. */
  readonly maxLatencyRatio?: number;
  /** Upper bound for the chance of wrongly calling any gated metric regressed. */
  readonly falseAlarmRate: number;
  readonly budgetS: number;
  readonly seed: number;
}

/** Figures by metric name; absent if not measured. */
export type Figures = Readonly<Record<string, number>>;

/** Both sides, measured one right after the other. */
export interface RoundPair {
  readonly base: Figures;
  readonly head: Figures;
}

/** A pair that was measured but not counted. */
export interface DroppedPair extends RoundPair {
  readonly reasons: readonly string[];
}

export interface MetricVerdict {
  /** Stable and with its unit, as in a result: `server.cpu_us_per_delivery`. */
  readonly name: string;
  readonly unit: string;
  readonly better: "lower" | "higher";
  /** Advisory metrics have a verdict but never fail a comparison. */
  readonly isGated: boolean;
  /** How much worse it may be if not by `maxRegression`: 0.5 allows 50 %. */
  readonly allowed?: number;
  /** Medians of the counted rounds; sums for counts (`lost`, `refused`). */
  readonly base: number | null;
  readonly head: number | null;
  /**
   * The median over rounds of head over base; above 1 is more, which may be better. Absent for counts of what must
   * not happen, where any more is a regression.
   */
  readonly ratio?: RatioEstimate;
  readonly verdict: Verdict;
  /** In words: `worse by 12.1 % (8.9 to 15.2 %); at most 5 % is allowed`. */
  readonly reason: string;
}

export interface RatioEstimate {
  readonly median: number;
  /** The ends of the interval; `null` for one pair, which has none. */
  readonly low: number | null;
  readonly high: number | null;
  /**
   * At least this share of comparisons has the true ratio in its interval, whichever look ends them: 0.9, say. 0 for
   * one pair.
   */
  readonly confidence: number;
  /** Rounds with the metric on both sides. */
  readonly pairs: number;
  /**
   * The smallest regression above 0 that these rounds would have detected: 0.03 is 3 %. `null` with too few rounds.
   */
  readonly smallestDetectable: number | null;
  /**
   * Lag-1 autocorrelation of the pairs. Well above 0, neighbours resemble each other, and the interval is too narrow.
   * Absent for too few pairs, or equal ones.
   */
  readonly autocorrelation?: number;
  /** The difference between a revision and itself on this machine, if calibrated: 0.02 is ±2 %. */
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
  /** Whether it was interrupted; it has the rounds until then. */
  readonly isPartial: boolean;
  readonly rounds: readonly RoundPair[];
  readonly dropped: readonly DroppedPair[];
  /** Gated ones first. */
  readonly metrics: readonly MetricVerdict[];
  /** The worst of the gated metrics' verdicts. */
  readonly verdict: Verdict;
  /** Every reason for caution, with its cure. */
  readonly warnings: readonly string[];
}
