/** Latency over time: one bucket per second since the first arrival, each with its own percentiles. */

import type { Series } from "../result/result.ts";
import { LatencyHistogram } from "./latency.ts";

const STEP_MS = 1_000;

export class LatencySeries {
  readonly #nowMs: () => number;
  readonly #buckets: LatencyHistogram[] = [];
  #startMs: number | undefined;

  /** `nowMs` is a monotonic clock. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Adds latencies that were measured just now. */
  add(latency: LatencyHistogram): void {
    const nowMs = this.#nowMs();
    this.#startMs ??= nowMs;
    const index = Math.floor((nowMs - this.#startMs) / STEP_MS);
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
