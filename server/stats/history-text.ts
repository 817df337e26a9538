/** Rows of the history in their two forms: a JSON text column by column, and samples row by row. */

import {
  BUCKETED_LATENCIES,
  type BucketedLatency,
  HISTORY_COLUMNS,
  type HistoryColumn,
  type KeptBenchEvent,
  type LatencySummary,
  type PackedBuckets,
  type StatsSample,
} from "#protocol";
import type { RowsCopy } from "./sample-ring.ts";

const DECIMALS = 1_000;

/** The JSON of a `StatsHistory`. The event loop turns after each column, so that nobody waits for all of it. */
export async function historyText(
  seconds: RowsCopy,
  minutes: RowsCopy,
  bench: readonly KeptBenchEvent[],
): Promise<string> {
  const [ofSeconds, ofMinutes] = [await rowsText(seconds), await rowsText(minutes)];
  return `{"seconds":${ofSeconds},"minutes":${ofMinutes},"bench":${JSON.stringify(bench)}}`;
}

async function rowsText({ atMs, names, columns, buckets }: RowsCopy): Promise<string> {
  const texts: string[] = [];
  for (const [index, name] of names.entries()) {
    texts.push(`${JSON.stringify(name)}:${columnText(columns[index])}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const counted = BUCKETED_LATENCIES.map(
    (timed, index) => `${JSON.stringify(timed)}:[${buckets[index]?.join(",") ?? ""}]`,
  );
  const times = `"atMs":[${atMs.join(",")}]`;
  return `{${times},"columns":{${texts.join(",")}},"buckets":{${counted.join(",")}}}`;
}

/** JSON has no `NaN`: it is written as `null`. */
function columnText(column: Float32Array = new Float32Array()): string {
  return JSON.stringify(Array.from(column, rounded));
}

/** Takes off the noise that 32 bits leave behind the seventh digit. */
function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS;
}

/** The same rows as samples. */
export function samplesOf({ atMs, columns, buckets }: RowsCopy): StatsSample[] {
  const ofThreads = columns.slice(HISTORY_COLUMNS.length);
  return Array.from(atMs, (at, row) => {
    const numberAt = (name: HistoryColumn) =>
      rounded(columns[COLUMN_AT.get(name) ?? -1]?.[row] ?? Number.NaN);
    const bucketsOf = (timed: BucketedLatency): PackedBuckets =>
      JSON.parse(buckets[BUCKETED_LATENCIES.indexOf(timed)]?.[row] ?? "[]");
    const threads = ofThreads.map((column) => ({ connections: column[row] ?? 0 }));
    return {
      ...sampleOf(at, numberAt),
      buckets: {
        acceptedToSent: bucketsOf("acceptedToSent"),
        acceptedToParsed: bucketsOf("acceptedToParsed"),
        canary: bucketsOf("canary"),
      },
      ...(threads.length > 0 && { threads }),
    };
  });
}

const COLUMN_AT = new Map(HISTORY_COLUMNS.map((name, index) => [name, index]));

type NumberAt = (name: HistoryColumn) => number;

function sampleOf(atMs: number, numberAt: NumberAt): Omit<StatsSample, "buckets" | "threads"> {
  const latency = (name: keyof StatsSample["latency"]): LatencySummary => {
    const at = (field: Exclude<keyof LatencySummary, "count">) =>
      orNull(numberAt(`${name}.${field}`));
    return {
      count: numberAt(`${name}.count`),
      p50Ms: at("p50Ms"),
      p90Ms: at("p90Ms"),
      p99Ms: at("p99Ms"),
      p999Ms: at("p999Ms"),
      maxMs: at("maxMs"),
    };
  };
  const events = (name: "batchEvents" | "replayEvents") => {
    const at = (field: "p50" | "p90" | "p99" | "max") => orNull(numberAt(`${name}.${field}`));
    const count = numberAt(`${name}.count`);
    return { count, p50: at("p50"), p90: at("p90"), p99: at("p99"), max: at("max") };
  };
  return {
    atMs,
    connections: numberAt("connections"),
    webSockets: numberAt("webSockets"),
    lagging: numberAt("lagging"),
    lagEvents: numberAt("lagEvents"),
    eventsPerSecond: numberAt("eventsPerSecond"),
    deliveriesPerSecond: numberAt("deliveriesPerSecond"),
    deliveredBytesPerSecond: numberAt("deliveredBytesPerSecond"),
    reconnectsPerSecond: numberAt("reconnectsPerSecond"),
    gapsPerSecond: numberAt("gapsPerSecond"),
    stalledPerSecond: numberAt("stalledPerSecond"),
    cpuCores: numberAt("cpuCores"),
    rssBytes: numberAt("rssBytes"),
    latency: {
      acceptedToDurable: latency("acceptedToDurable"),
      durableToSent: latency("durableToSent"),
      acceptedToSent: latency("acceptedToSent"),
      sentToParsed: latency("sentToParsed"),
      acceptedToParsed: latency("acceptedToParsed"),
      canary: latency("canary"),
      eventLoop: latency("eventLoop"),
    },
    batchEvents: events("batchEvents"),
    replayEvents: events("replayEvents"),
  };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
