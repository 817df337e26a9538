/** What `ab` and `calibrate` are asked for: which sides, how they are judged, and for how long. */

import type { SideChoice } from "../servers/sides.ts";

export interface AbChoice {
  readonly base: SideChoice;
  readonly head: SideChoice;
  /** 0.05 allows 5 %. */
  readonly maxRegression: number;
  readonly budgetS: number;
  readonly seed: number;
  /** Whether a verdict is demanded. */
  readonly isStrict: boolean;
  /** The metrics that can fail it; `undefined` for the usual ones. */
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

/** A calibration has a number of pairs to come to, and time for some that are dropped. */
export const AB_DEFAULTS = {
  maxRegressionPercent: 5,
  budgetS: 600,
  seed: 1,
  pairs: 10,
  calibrationS: 1_200,
};
