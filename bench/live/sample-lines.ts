/** Samples as JSON Lines, in columns that pandas, DuckDB and jq can read directly. */

import { closeSync, openSync, writeSync } from "node:fs";
import { BenchError, messageOf } from "../bench-error.ts";
import type { LatencyHistogram } from "../stats/latency.ts";
import type { Follower, Sample } from "./sampler.ts";

/** One line; its names are a published contract. What is unknown or was not measured is `null`. */
export function sampleLine(sample: Sample): string {
  const { scenario, transport, phase, counts, deliveries, latency, latencySoFar } = sample;
  return `${JSON.stringify({
    time: new Date(sample.atMs).toISOString(),
    scenario,
    transport,
    elapsed_s: Math.round(sample.elapsedMs) / 1000,
    phase,
    connections: counts?.connections ?? null,
    open: counts?.open ?? null,
    failed: counts?.failed ?? null,
    recovered: counts?.recovered ?? null,
    received: counts?.received ?? null,
    deliveries: counts === undefined ? null : deliveries,
    ...percentiles("", latency),
    ...percentiles("so_far_", latencySoFar),
  })}\n`;
}

function percentiles(prefix: string, latency: LatencyHistogram): Record<string, number | null> {
  return {
    [`${prefix}latencies`]: latency.count,
    [`${prefix}p50_ms`]: latency.percentileMs(50),
    [`${prefix}p90_ms`]: latency.percentileMs(90),
    [`${prefix}p99_ms`]: latency.percentileMs(99),
    [`${prefix}max_ms`]: latency.percentileMs(100),
  };
}

/**
 * Writes each line at once, so that an aborted run leaves all it had. A later failure to write is reported once, and
 * does not fail the run.
 * @throws {BenchError} if the file cannot be opened
 */
export function followInFile(file: string, warn: (text: string) => void): Follower {
  const descriptor = opened(file);
  let isBroken = false;
  return {
    onSample(sample) {
      if (isBroken) return;
      try {
        writeSync(descriptor, sampleLine(sample));
      } catch (error) {
        isBroken = true;
        warn(`Cannot write ${file} any further: ${messageOf(error)}`);
      }
    },
    close: () => closeSync(descriptor),
  };
}

function opened(file: string): number {
  try {
    return openSync(file, "w");
  } catch (error) {
    throw new BenchError(`Cannot write ${file}: ${messageOf(error)}`);
  }
}
