/** The latencies that this page measured since the last summary: a bounded list, summarised each second. */

import type { LatencySummary } from "#protocol";
import { NO_LATENCY } from "./columns.ts";

/** Far more than arrive in a second; further ones are dropped. */
const MAX_LATENCIES = 1_000;

export class PageLatency {
  #latenciesMs: number[] = [];

  /** A clock estimate can be off by its error; negative latencies count as zero. */
  record(latencyMs: number): void {
    if (this.#latenciesMs.length < MAX_LATENCIES) this.#latenciesMs.push(Math.max(0, latencyMs));
  }

  /** Summarises everything since the last call, and starts a new interval. */
  takeSummary(): LatencySummary {
    const sorted = Float64Array.from(this.#latenciesMs).toSorted();
    this.#latenciesMs = [];
    if (sorted.length === 0) return NO_LATENCY;
    return {
      count: sorted.length,
      p50Ms: nearestRank(sorted, 50),
      p90Ms: nearestRank(sorted, 90),
      p99Ms: nearestRank(sorted, 99),
      p999Ms: nearestRank(sorted, 99.9),
      maxMs: nearestRank(sorted, 100),
    };
  }
}

/** The smallest value that at least `percentile` percent of the values do not exceed. */
function nearestRank(sorted: Float64Array, percentile: number): number {
  return sorted[Math.ceil((percentile / 100) * sorted.length) - 1] ?? Number.NaN;
}
