/** What `ab` and `calibrate` are asked to do: which sides to measure, how to judge them, and for how long. */

import type { SideChoice } from "../servers/sides.ts";

export interface AbChoice {
  readonly base: SideChoice;
  readonly head: SideChoice;
  /** 0.05 allows 5 %. */
  readonly maxRegression: number;
  /** 1.5 allows one and a half times the latency. */
  readonly maxLatencyRatio: number;
  readonly budgetS: number;
  readonly seed: number;
  /** Whether an inconclusive comparison is an error. */
  readonly isStrict: boolean;
  /** The metrics that can fail the comparison; `undefined` for the usual ones. */
  readonly gate: readonly string[] | undefined;
  readonly noiseFile: string;
}

export interface CalibrationChoice {
  readonly side: SideChoice;
  readonly pairs: number;
  readonly budgetS: number;
  readonly seed: number;
  readonly noiseFile: string;
}

/** A calibration has a fixed number of pairs, and its budget allows for some that are dropped. */
export const AB_DEFAULTS = {
  maxRegressionPercent: 5,
  budgetS: 600,
  seed: 1,
  pairs: 10,
  calibrationS: 1_200,
};
