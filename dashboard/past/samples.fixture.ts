/** Samples of an imaginary hub, for tests. */

import {
  historyColumns,
  type HistoryRows,
  type LatencySummary,
  type StatsSample,
  valuesOf,
} from "#protocol";
import { NO_SAMPLE } from "./columns.ts";

/** All percentiles the same, of as many values as they need. */
export function latencyOf(ms: number): LatencySummary {
  return { count: 1_000, p50Ms: ms, p90Ms: ms, p99Ms: ms, p999Ms: ms, maxMs: ms };
}

export function sampleAt(atMs: number, changes: Partial<StatsSample> = {}): StatsSample {
  return { ...NO_SAMPLE, atMs, ...changes };
}

/** The same samples as rows of a history. */
export function historyOf(samples: readonly StatsSample[]): HistoryRows {
  const values = samples.map(valuesOf);
  const names = historyColumns(samples[0]?.threads?.length ?? 1);
  const columns = names.map((column, index) => [column, values.map((row) => row[index])]);
  return {
    atMs: samples.map(({ atMs }) => atMs),
    columns: Object.fromEntries(columns),
    buckets: {
      acceptedToSent: samples.map(({ buckets }) => buckets.acceptedToSent),
      acceptedToParsed: samples.map(({ buckets }) => buckets.acceptedToParsed),
      canary: samples.map(({ buckets }) => buckets.canary),
    },
  };
}
