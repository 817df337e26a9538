/** A straight line through points in time: how fast something grows, and how certain that is. */

import { lag1Autocorrelation } from "./autocorrelation.ts";

export interface Slope {
  /** Growth of y per unit of x. */
  readonly perUnit: number;
  /** Half the width of its 95 % interval; infinite for fewer than three points. */
  readonly marginPerUnit: number;
}

/**
 * Least squares of y over x, for points at equal distances. Points that resemble their neighbours count as fewer: the
 * interval takes the residuals for an AR(1) process, as in the prewhitening of Andrews & Monahan, "An Improved
 * Heteroskedasticity and Autocorrelation Consistent Covariance Matrix Estimator" (1992), and Student's t with the
 * degrees of freedom that are left. It holds less often than 95 % if the series is hardly longer than one of its waves.
 */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): Slope {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const sxx = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const sxy = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  if (n < 2 || sxx === 0) return { perUnit: 0, marginPerUnit: Infinity };
  const perUnit = sxy / sxx;
  if (n < 3) return { perUnit, marginPerUnit: Infinity };
  const residuals = points.map(([x, y]) => y - meanY - perUnit * (x - meanX));
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const correlation = autocorrelation(residuals);
  const pointsPerIndependent = (1 + correlation) / (1 - correlation);
  const freedom = Math.max(LEAST_FREEDOM, n / pointsPerIndependent - 2);
  const error = Math.sqrt((squares / (n - 2) / sxx) * pointsPerIndependent);
  return { perUnit, marginPerUnit: studentT(freedom) * error };
}

const LEAST_FREEDOM = 2;

/** Between neighbours, from 0 to 1. The residuals of a line show it too small, by about (2 + 4ρ) / n. */
function autocorrelation(residuals: readonly number[]): number {
  const n = residuals.length;
  const seen = lag1Autocorrelation(residuals);
  if (seen === undefined) return 0;
  return Math.min(1 - 1 / n, Math.max(0, seen + (2 + 4 * seen) / n));
}

/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959964;

/** The 97.5 % quantile of Student's t: Abramowitz & Stegun (1964), 26.7.5; 3 % too low for two degrees of freedom. */
function studentT(freedom: number): number {
  const terms = [
    (Z ** 3 + Z) / 4,
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96,
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384,
  ];
  return terms.reduce((sum, term, index) => sum + term / freedom ** (index + 1), Z);
}
