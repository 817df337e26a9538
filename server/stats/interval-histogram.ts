/** Whole numbers of one interval as a histogram, to be summed up and emptied once a second. */

import { build, type Histogram } from "hdr-histogram-js";

/** In the unit of what was recorded; all `null` when that was nothing. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export class IntervalHistogram {
  readonly #largest: number;
  readonly #histogram: Histogram;

  /** What lies beyond `largest` counts as that. */
  constructor(largest: number) {
    this.#largest = largest;
    // To two significant digits: within 1 %.
    this.#histogram = build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: largest,
      numberOfSignificantValueDigits: 2,
      bitBucketSize: 32,
    });
  }

  record(value: number): void {
    this.#histogram.recordValue(Math.min(this.#largest, Math.max(0, Math.round(value))));
  }

  /** Sums up all values since the last call, and starts anew. */
  takeSummary(): Percentiles {
    const histogram = this.#histogram;
    const count = histogram.totalCount;
    if (count === 0) return { count, p50: null, p90: null, p99: null, max: null };
    const max = histogram.maxValue;
    // A bucket is answered by its upper end, which may lie beyond all that was recorded.
    const valueAt = (percentile: number) =>
      Math.min(histogram.getValueAtPercentile(percentile), max);
    const summary = { count, p50: valueAt(50), p90: valueAt(90), p99: valueAt(99), max };
    histogram.reset();
    return summary;
  }
}
