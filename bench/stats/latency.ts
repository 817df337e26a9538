/** Latency histograms: recorded in µs, merged without loss across processes, read in ms. */

import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from "hdr-histogram-js";
import { lower, type Metric } from "../result/result.ts";

const LONGEST_US = 600_000_000;
/** Steps until the distance to 100 % is halved: HdrHistogram's own default. */
const HALVING_TICKS = 5;

export class LatencyHistogram {
  /** How many were below 0, which no clock that runs evenly gives; they count as 1 µs. Lost by `encode`. */
  negativeCount = 0;
  /** Three significant digits: within 0.1 %. */
  readonly #histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
  });

  get count(): number {
    return this.#histogram.totalCount;
  }

  /** Adds a time in ms; below 1 µs counts as 1 µs and beyond 600 s as 600 s. */
  record(ms: number): void {
    const us = Math.round(ms * 1000);
    if (us < 0) this.negativeCount += 1;
    this.#histogram.recordValue(Math.min(LONGEST_US, Math.max(1, us)));
  }

  add(other: LatencyHistogram): void {
    this.#histogram.add(other.#histogram);
    this.negativeCount += other.negativeCount;
  }

  reset(): void {
    this.#histogram.reset();
    this.negativeCount = 0;
  }

  /**
   * The `percentile` (0 to 100) in ms of the recorded values and `lost` more that count as infinitely late; `null` if
   * it falls among the lost, or nothing was recorded.
   */
  percentileMs(percentile: number, lost = 0): number | null {
    const { totalCount } = this.#histogram;
    // In floating point 99.9 % of 10,000 is 9,990.000000000002, whose ceiling is one too many.
    const rank = Math.max(1, Math.ceil((percentile / 100) * (totalCount + lost) - 1e-6));
    if (totalCount === 0 || rank > totalCount) return null;
    if (rank === totalCount) return this.#histogram.maxValue / 1000;
    const valueUs = this.#histogram.getValueAtPercentile((rank / totalCount) * 100);
    // A percentile is its bucket's upper end, which may exceed every recorded value.
    return Math.min(valueUs, this.#histogram.maxValue) / 1000;
  }

  /** `<name>.p50_ms`, `.p90_ms`, `.p99_ms` and `.max_ms`. */
  metrics(name: string, lost = 0): Record<string, Metric> {
    const samples = this.count + lost;
    const at = (percentile: number) => lower(this.percentileMs(percentile, lost), "ms", samples);
    return {
      [`${name}.p50_ms`]: at(50),
      [`${name}.p90_ms`]: at(90),
      [`${name}.p99_ms`]: at(99),
      [`${name}.max_ms`]: at(100),
    };
  }

  /** The percentiles in ms as text, in the format of HdrHistogram's own tools. */
  percentileDistribution(): string {
    return this.#histogram.outputPercentileDistribution(HALVING_TICKS, 1000);
  }

  /** The histogram as text, for another process or a file. */
  encode(): string {
    return encodeIntoCompressedBase64(this.#histogram);
  }

  /** Adds an encoded histogram. */
  addEncoded(text: string): void {
    this.#histogram.add(decodeFromCompressedBase64(text));
  }
}
