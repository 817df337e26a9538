/** Latency over time: a bucket for each second since the first arrival, by when the events arrived. */

import type { Series } from "../result/result.ts";
import { LatencyHistogram } from "./latency.ts";

const STEP_MS = 1_000;

export class LatencySeries {
  readonly #buckets: LatencyHistogram[] = [];
  #startMs: number | undefined;

  /** Adds latencies of events that arrived at `atMs`, or at most a quarter of a second later. */
  add(latency: LatencyHistogram, atMs: number): void {
    this.#startMs ??= atMs;
    // Another process may have had its first event just before, and report it after.
    const index = Math.max(0, Math.floor((atMs - this.#startMs) / STEP_MS));
    while (this.#buckets.length <= index) this.#buckets.push(new LatencyHistogram());
    this.#buckets[index]?.add(latency);
  }

  series(): Readonly<Record<string, Series>> {
    const each = (read: (bucket: LatencyHistogram) => number | null): Series => ({
      stepMs: STEP_MS,
      values: this.#buckets.map(read),
    });
    return {
      "latency.p50_ms": each((bucket) => bucket.percentileMs(50)),
      "latency.p99_ms": each((bucket) => bucket.percentileMs(99)),
      "latency.max_ms": each((bucket) => bucket.percentileMs(100)),
      deliveries_per_second: each((bucket) => bucket.count),
    };
  }
}
