/** A straight line through points in time: how fast something grows, and how certain that is. */

export interface Slope {
  /** Growth of y per unit of x. */
  readonly perUnit: number;
  /** Half the width of its 95 % interval, by the normal approximation; infinite for fewer than three points. */
  readonly marginPerUnit: number;
}

/** Least squares of y over x, assuming independent residuals. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): Slope {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const sxx = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const sxy = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  if (n < 2 || sxx === 0) return { perUnit: 0, marginPerUnit: Infinity };
  const perUnit = sxy / sxx;
  if (n < 3) return { perUnit, marginPerUnit: Infinity };
  const residual = points.reduce(
    (sum, [x, y]) => sum + (y - meanY - perUnit * (x - meanX)) ** 2,
    0,
  );
  return { perUnit, marginPerUnit: 1.96 * Math.sqrt(residual / (n - 2) / sxx) };
}
