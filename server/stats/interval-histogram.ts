/**
 * A histogram of whole numbers, summarised and reset once a second. What it counted goes on into that of the minute,
 * so that the minute has percentiles of its own.
 */

import { Int32Histogram } from "hdr-histogram-js";

/** In the unit of the recorded values; all `null` if there were none. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
}

export class IntervalHistogram {
  readonly #largest: number;
  readonly #second: Int32Histogram;
  /** Takes as long to add a second to it as there are buckets: some 2,500 additions. */
  readonly #minute: Int32Histogram;

  /** Larger values count as `largest`. */
  constructor(largest: number) {
    this.#largest = largest;
    this.#second = histogramTo(largest);
    this.#minute = histogramTo(largest);
  }

  record(value: number, count = 1): void {
    const recorded = Math.min(this.#largest, Math.max(0, Math.round(value)));
    this.#second.recordValueWithCount(recorded, count);
  }

  /** Calls `call` with each value of the interval, and how often it was recorded; within the precision. */
  visitSecond(call: (value: number, count: number) => void): void {
    visit(this.#second, call);
  }

  /** The same for the intervals that were closed since the last `takeMinute()`. */
  visitMinute(call: (value: number, count: number) => void): void {
    visit(this.#minute, call);
  }

  /** Summarises everything since the last call, and starts a new interval. */
  takeSummary(): Percentiles {
    if (this.#second.totalCount > 0) this.#minute.add(this.#second);
    return summaryOf(this.#second);
  }

  /** Summarises all intervals that were closed since the last call. */
  takeMinute(): Percentiles {
    return summaryOf(this.#minute);
  }
}

function histogramTo(largest: number): Int32Histogram {
  // Two significant digits: within 1 %.
  return new Int32Histogram(1, largest, 2);
}

function visit(histogram: Int32Histogram, call: (value: number, count: number) => void): void {
  if (histogram.totalCount === 0) return;
  for (let index = 0; index < histogram.countsArrayLength; index++) {
    const count = histogram.getCountAtIndex(index);
    if (count > 0) call(histogram.valueFromIndex(index), count);
  }
}

/** Summarises a histogram, and empties it. */
function summaryOf(histogram: Int32Histogram): Percentiles {
  const count = histogram.totalCount;
  if (count === 0) return { count, p50: null, p90: null, p99: null, p999: null, max: null };
  const max = histogram.maxValue;
  // A percentile is its bucket's upper end, which may exceed every recorded value.
  const valueAt = (percentile: number) => Math.min(histogram.getValueAtPercentile(percentile), max);
  const percentiles = { p50: valueAt(50), p90: valueAt(90), p99: valueAt(99), p999: valueAt(99.9) };
  histogram.reset();
  return { count, ...percentiles, max };
}
