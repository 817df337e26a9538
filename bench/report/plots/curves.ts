/** Curves from histograms: what share took how long. Lost events never arrive, so a curve may end early. */

import type { Metrics } from "../../result/result.ts";
import { LatencyHistogram } from "../../stats/latency.ts";

export interface Point {
  readonly x: number;
  readonly y: number | null;
}

/** Points per decade of a percentile curve. */
const POINTS_A_DECADE = 24;

/** A stored histogram, and how many samples were lost and are not in it. */
export interface Curve {
  readonly histogram: LatencyHistogram;
  readonly lost: number;
}

/**
 * Reads a histogram of a result; `undefined` if it is empty. The metrics of the same name include lost events in
 * their samples, which a histogram cannot.
 */
export function readCurve(name: string, encoded: string, metrics: Metrics): Curve | undefined {
  const histogram = new LatencyHistogram();
  histogram.addEncoded(encoded);
  if (histogram.count === 0) return undefined;
  const samples = metrics[`${name}.p99_ms`]?.samples ?? histogram.count;
  return { histogram, lost: Math.max(0, samples - histogram.count) };
}

/**
 * Times in ms over 1/(1-p), as in HdrHistogram's plots: 10 is the 90th percentile and 1,000 the 99.9th. It ends at
 * the maximum, where a single sample is left.
 */
export function percentileCurve({ histogram, lost }: Curve): Point[] {
  const samples = histogram.count + lost;
  const steps = Math.ceil(Math.log10(samples) * POINTS_A_DECADE);
  const even = Array.from({ length: steps }, (_, step) => 10 ** (step / POINTS_A_DECADE));
  // The median is between two of the even steps, and everyone looks for it.
  const xs = samples > 2 ? [...even, 2].toSorted((a, b) => a - b) : even;
  const points = xs.map((x) => ({ x, y: histogram.percentileMs((1 - 1 / x) * 100, lost) }));
  return [...points, { x: samples, y: histogram.percentileMs(100, lost) }];
}

/** The share, in percent, that was done after each number of seconds; the last point is the final share. */
export function shareCurve({ histogram, lost }: Curve): Point[] {
  const points: Point[] = [{ x: 0, y: 0 }];
  for (let percent = 1; percent <= 100; percent++) {
    const ms = histogram.percentileMs(percent, lost);
    if (ms === null) break;
    points.push({ x: ms / 1000, y: percent });
  }
  return points;
}
