/** A histogram of whole numbers, summarised and reset once a second. */

import { build, type Histogram } from "hdr-histogram-js";

/** In the unit of the recorded values; all `null` if there were none. */
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

  /** Larger values count as `largest`. */
  constructor(largest: number) {
    this.#largest = largest;
    // Two significant digits: within 1 %.
    this.#histogram = build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: largest,
      numberOfSignificantValueDigits: 2,
      bitBucketSize: 32,
    });
  }

  record(value: number, count = 1): void {
    const recorded = Math.min(this.#largest, Math.max(0, Math.round(value)));
    this.#histogram.recordValueWithCount(recorded, count);
  }

  /** Summarises everything since the last call, and starts a new interval. */
  takeSummary(): Percentiles {
    const histogram = this.#histogram;
    const count = histogram.totalCount;
    if (count === 0) return { count, p50: null, p90: null, p99: null, max: null };
    const max = histogram.maxValue;
    // A percentile is its bucket's upper end, which may exceed every recorded value.
    const valueAt = (percentile: number) =>
      Math.min(histogram.getValueAtPercentile(percentile), max);
    const summary = { count, p50: valueAt(50), p90: valueAt(90), p99: valueAt(99), max };
    histogram.reset();
    return summary;
  }
}
