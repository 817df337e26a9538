/** Whether something grows: the slope of equally spaced readings, by least squares. Pure. */

/** Per reading, over the second half: what is filled at first has been filled by then. 0 of fewer than two readings. */
export function trendOfSecondHalf(readings: readonly number[]): number {
  const half = readings.slice(Math.floor(readings.length / 2));
  const middle = (half.length - 1) / 2;
  const mean = half.reduce((sum, reading) => sum + reading, 0) / half.length;
  let [covariance, variance] = [0, 0];
  for (const [index, reading] of half.entries()) {
    covariance += (index - middle) * (reading - mean);
    variance += (index - middle) ** 2;
  }
  return variance === 0 ? 0 : covariance / variance;
}
