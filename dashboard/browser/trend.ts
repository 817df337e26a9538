/** Whether something grows: the slope of equally spaced readings, by least squares. Pure. */

import { linearRegression } from "simple-statistics";

/** Per reading, over the second half: what is filled at first has been filled by then. 0 of fewer than two readings. */
export function trendOfSecondHalf(readings: readonly number[]): number {
  const half = readings.slice(Math.floor(readings.length / 2));
  return half.length < 2 ? 0 : linearRegression([...half.entries()]).m;
}
