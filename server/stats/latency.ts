/** One kind of latency: percentiles of the last interval, and buckets since the start. */

import {
  BUCKET_COUNT,
  bucketOf,
  type LatencySummary,
  type PackedBuckets,
  packedBuckets,
} from "#protocol";
import { Buckets } from "./buckets.ts";
import { IntervalHistogram, type Percentiles } from "./interval-histogram.ts";

const LONGEST_US = 60_000_000;
/** In seconds, the unit of Prometheus: from a fan-out to one reader up to longer than anyone waits. */
const BOUNDS_S = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

export class LatencyRecorder {
  /** In seconds. */
  readonly sinceStart = new Buckets(BOUNDS_S);
  readonly #intervalUs = new IntervalHistogram(LONGEST_US);

  /** Adds a latency in ms, `count` times; percentiles count less than 1 µs as 1 µs and more than 60 s as 60 s. */
  record(latencyMs: number, count = 1): void {
    this.#intervalUs.record(Math.max(1, latencyMs * 1000), count);
    this.sinceStart.record(latencyMs / 1000, count);
  }

  /** What the next `takeSummary()` summarises, in buckets. */
  get secondBuckets(): PackedBuckets {
    return bucketsOf((count) => this.#intervalUs.visitSecond(count));
  }

  /** What the next `takeMinute()` summarises, in buckets. */
  get minuteBuckets(): PackedBuckets {
    return bucketsOf((count) => this.#intervalUs.visitMinute(count));
  }

  /** Summarises everything since the last call, and starts a new interval. */
  takeSummary(): LatencySummary {
    return inMs(this.#intervalUs.takeSummary());
  }

  /** Summarises all intervals that were closed since the last call. */
  takeMinute(): LatencySummary {
    return inMs(this.#intervalUs.takeMinute());
  }
}

/** Counts the values, in µs, that `visit` tells. */
function bucketsOf(visit: (count: (us: number, count: number) => void) => void): PackedBuckets {
  const counts = new Float64Array(BUCKET_COUNT);
  visit((us, count) => {
    const bucket = bucketOf(us / 1000);
    counts[bucket] = (counts[bucket] ?? 0) + count;
  });
  return packedBuckets(counts);
}

function inMs({ count, p50, p90, p99, p999, max }: Percentiles): LatencySummary {
  return {
    count,
    p50Ms: asMs(p50),
    p90Ms: asMs(p90),
    p99Ms: asMs(p99),
    p999Ms: asMs(p999),
    maxMs: asMs(max),
  };
}

function asMs(us: number | null): number | null {
  return us === null ? null : us / 1000;
}
