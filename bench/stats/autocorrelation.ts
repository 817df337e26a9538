/** Whether neighbours in a series resemble each other, as rounds do while a machine drifts. Pure. */

/**
 * The correlation of each value with the one before it, between -1 and 1. `undefined` for fewer than three values, or
 * if all are equal. For n independent values it scatters about -1/n with a standard deviation of about 1/√n. Box,
 * Jenkins, Reinsel & Ljung, "Time Series Analysis" (2015), 2.1.
 */
export function lag1Autocorrelation(values: readonly number[]): number | undefined {
  if (values.length < 3) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviations = values.map((value) => value - mean);
  const variance = deviations.reduce((sum, one) => sum + one * one, 0);
  if (variance === 0) return undefined;
  const shared = deviations.slice(1).reduce((sum, one, before) => {
    return sum + one * (deviations[before] ?? 0);
  }, 0);
  return shared / variance;
}
