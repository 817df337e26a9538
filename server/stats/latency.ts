/** Latencies of one interval as a histogram, to be summed up and emptied once a second. */

import { build, type Histogram } from "hdr-histogram-js";
import type { LatencySummary } from "#protocol";

const LONGEST_US = 60_000_000;

export class LatencyRecorder {
  /** In µs, to two significant digits: within 1 %. */
  readonly #histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: 2,
    bitBucketSize: 32,
  });

  /** Adds a latency in ms; below 1 µs counts as 1 µs and beyond 60 s as 60 s. */
  record(latencyMs: number): void {
    this.#histogram.recordValue(Math.min(LONGEST_US, Math.max(1, Math.round(latencyMs * 1000))));
  }

  /** Sums up all latencies since the last call, and starts anew. */
  takeSummary(): LatencySummary {
    const histogram = this.#histogram;
    const count = histogram.totalCount;
    if (count === 0) return { count, p50Ms: null, p90Ms: null, p99Ms: null, maxMs: null };
    // A bucket is answered by its upper end, which may lie beyond all that was recorded.
    const percentileMs = (percentile: number) =>
      Math.min(histogram.getValueAtPercentile(percentile), histogram.maxValue) / 1000;
    const summary = {
      count,
      p50Ms: percentileMs(50),
      p90Ms: percentileMs(90),
      p99Ms: percentileMs(99),
      maxMs: histogram.maxValue / 1000,
    };
    histogram.reset();
    return summary;
  }
}
