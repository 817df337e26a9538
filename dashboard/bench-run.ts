/**
 * A bench run as published to this page: its latest progress, the results so far, and its seconds in the same kind of
 * store as the hub's, so that the same charts can draw them.
 */

import {
  BENCH_PROGRESS_TYPE,
  BENCH_RESULT_TYPE,
  type BenchOutcome,
  type BenchProgress,
  type StatsSample,
} from "#protocol";
import { NO_SAMPLE } from "./columns.ts";
import { SampleStore } from "./store.ts";

const STORE_ROWS = 1_200;
const MAX_OUTCOMES = 50;

export interface BenchRunSnapshot {
  readonly progress: BenchProgress | undefined;
  /** Newest first. */
  readonly outcomes: readonly BenchOutcome[];
}

export class BenchRun {
  readonly store = new SampleStore(STORE_ROWS);
  #snapshot: BenchRunSnapshot = { progress: undefined, outcomes: [] };

  get snapshot(): BenchRunSnapshot {
    return this.#snapshot;
  }

  /** Takes an event of the bench's topic; `atMs` is the hub's time. Malformed events are ignored. */
  take(type: string, data: unknown, atMs: number): void {
    if (type === BENCH_PROGRESS_TYPE && isProgress(data)) this.#takeProgress(data, atMs);
    if (type === BENCH_RESULT_TYPE && isOutcome(data)) {
      const outcomes = [data, ...this.#snapshot.outcomes].slice(0, MAX_OUTCOMES);
      this.#snapshot = { progress: undefined, outcomes };
    }
  }

  #takeProgress(progress: BenchProgress, atMs: number): void {
    this.#snapshot = { ...this.#snapshot, progress };
    const { p50Ms, p90Ms, p99Ms, p999Ms = null, maxMs, deliveriesPerSecond } = progress;
    this.store.append(sampleOf(progress, atMs), {
      count: deliveriesPerSecond,
      p50Ms,
      p90Ms,
      p99Ms,
      p999Ms,
      maxMs,
    });
  }
}

/** Its clients count as connections; values that only a hub has stay empty. */
function sampleOf(
  { open, recovered, deliveriesPerSecond }: BenchProgress,
  atMs: number,
): StatsSample {
  return { ...NO_SAMPLE, atMs, connections: open, lagging: recovered, deliveriesPerSecond };
}

/** Anyone may publish to an ordinary topic, so every field that is drawn is checked. */
function isProgress(data: unknown): data is BenchProgress {
  if (typeof data !== "object" || data === null) return false;
  const has = (name: string, types: readonly string[]) => {
    const value: unknown = Reflect.get(data, name);
    return types.includes(value === null ? "null" : typeof value);
  };
  const numbers = ["elapsedMs", "connections", "open", "failed", "recovered", "received"];
  const measured = ["leftMs", "p50Ms", "p90Ms", "p99Ms", "maxMs"];
  return (
    ["scenario", "phase"].every((name) => has(name, ["string"])) &&
    [...numbers, "deliveriesPerSecond"].every((name) => has(name, ["number"])) &&
    measured.every((name) => has(name, ["number", "null"])) &&
    has("p999Ms", ["number", "null", "undefined"])
  );
}

function isOutcome(data: unknown): data is BenchOutcome {
  if (typeof data !== "object" || data === null) return false;
  const { scenario, headline, findings, isValid } = data as Partial<Record<string, unknown>>;
  return (
    typeof scenario === "string" &&
    typeof headline === "string" &&
    typeof isValid === "boolean" &&
    Array.isArray(findings) &&
    findings.every((finding) => typeof finding === "string")
  );
}
