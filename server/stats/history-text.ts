/** Rows of the history in their two forms: a JSON text column by column, and samples row by row. */

import {
  HISTORY_COLUMNS,
  type HistoryColumn,
  type KeptBenchEvent,
  type LatencySummary,
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

async function rowsText({ atMs, columns }: RowsCopy): Promise<string> {
  const texts: string[] = [];
  for (const [index, name] of HISTORY_COLUMNS.entries()) {
    texts.push(`${JSON.stringify(name)}:${columnText(columns[index])}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return `{"atMs":[${atMs.join(",")}],"columns":{${texts.join(",")}}}`;
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
export function samplesOf({ atMs, columns }: RowsCopy): StatsSample[] {
  return Array.from(atMs, (at, row) => {
    const numberAt = (name: HistoryColumn) =>
      rounded(columns[COLUMN_AT.get(name) ?? -1]?.[row] ?? Number.NaN);
    return sampleOf(at, numberAt);
  });
}

const COLUMN_AT = new Map(HISTORY_COLUMNS.map((name, index) => [name, index]));

type NumberAt = (name: HistoryColumn) => number;

function sampleOf(atMs: number, numberAt: NumberAt): StatsSample {
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
    lagging: numberAt("lagging"),
    lagEvents: numberAt("lagEvents"),
    eventsPerSecond: numberAt("eventsPerSecond"),
    deliveriesPerSecond: numberAt("deliveriesPerSecond"),
    reconnectsPerSecond: numberAt("reconnectsPerSecond"),
    gapsPerSecond: numberAt("gapsPerSecond"),
    stalledPerSecond: numberAt("stalledPerSecond"),
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
