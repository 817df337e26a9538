/**
 * A bench run as published to this page: its latest progress, the results so far, and its seconds in the same kind of
 * store as the hub's, with columns of its own, so that the same charts can draw them.
 */

import {
  BENCH_PROGRESS_TYPE,
  BENCH_RESULT_TYPE,
  type BenchOutcome,
  type BenchProgress,
  type KeptBenchEvent,
} from "#protocol";
import { BENCH_COLUMNS, type BenchColumn, benchCells } from "./bench-columns.ts";
import { parsedJson } from "../common/json.ts";
import { SampleStore } from "./store.ts";

const STORE_ROWS = 1_200;
const MAX_OUTCOMES = 50;
const NOTHING_YET: BenchRunSnapshot = {
  progress: undefined,
  progressAtMs: undefined,
  outcomes: [],
};

export interface BenchRunSnapshot {
  readonly progress: BenchProgress | undefined;
  /** When it was told, by the hub's clock. */
  readonly progressAtMs: number | undefined;
  /** Newest first. */
  readonly outcomes: readonly BenchOutcome[];
}

/** When a scenario ran, by the hub's clock. */
export interface BenchSpan {
  readonly scenario: string;
  readonly fromMs: number;
  /** `undefined` until it has a result. */
  readonly toMs: number | undefined;
}

export class BenchRun {
  readonly store = new SampleStore<BenchColumn>(BENCH_COLUMNS, STORE_ROWS);
  /** By id, oldest first. */
  readonly #events = new Map<string, KeptBenchEvent>();
  #snapshot = NOTHING_YET;
  #spans: readonly BenchSpan[] = [];

  /** When each scenario ran, oldest first. */
  get spans(): readonly BenchSpan[] {
    return this.#spans;
  }

  get snapshot(): BenchRunSnapshot {
    return this.#snapshot;
  }

  /** Takes the next event of the bench's topic. Malformed events are ignored. */
  take(event: KeptBenchEvent): void {
    if (this.#events.has(event.id)) return;
    this.#events.set(event.id, event);
    const [oldest] = this.#events.keys();
    if (this.#events.size > STORE_ROWS && oldest !== undefined) this.#events.delete(oldest);
    const { type, data, atMs } = event;
    const told = parsedJson(data);
    if (type === BENCH_PROGRESS_TYPE && isProgress(told)) this.#takeProgress(told, atMs);
    if (type === BENCH_RESULT_TYPE && isOutcome(told)) {
      const outcomes = [told, ...this.#snapshot.outcomes].slice(0, MAX_OUTCOMES);
      this.#snapshot = { progress: undefined, progressAtMs: undefined, outcomes };
      this.#spans = this.#spans.map((span, index, { length }) =>
        index === length - 1 && span.toMs === undefined ? { ...span, toMs: atMs } : span,
      );
    }
  }

  /** Inserts events that the hub has kept, in its order and with its times. */
  merge(kept: readonly KeptBenchEvent[]): void {
    if (kept.every(({ id }) => this.#events.has(id))) return;
    const own = [...this.#events.values()];
    const keptIds = new Set(kept.map(({ id }) => id));
    const newestMs = kept.at(-1)?.atMs ?? Infinity;
    const lastShared = own.findLastIndex(({ id }) => keptIds.has(id));
    const others = own
      .map((event, index) => ({ event, index }))
      .filter(({ event }) => !keptIds.has(event.id));
    // What the hub no longer has came before, and what it did not have yet came after.
    const isLater = ({ event, index }: (typeof others)[number]) =>
      lastShared < 0 ? event.atMs > newestMs : index > lastShared;
    const all = [
      ...others.filter((other) => !isLater(other)).map(({ event }) => event),
      ...kept,
      ...others.filter(isLater).map(({ event }) => event),
    ];
    this.#events.clear();
    this.store.clear();
    this.#snapshot = NOTHING_YET;
    this.#spans = [];
    for (const event of all) this.take(event);
  }

  #takeProgress(progress: BenchProgress, atMs: number): void {
    this.#snapshot = { ...this.#snapshot, progress, progressAtMs: atMs };
    const { scenario } = progress;
    const span = this.#spans.at(-1);
    if (span?.scenario !== scenario || span.toMs !== undefined) {
      const begun: BenchSpan = { scenario, fromMs: atMs, toMs: undefined };
      this.#spans = [...this.#spans, begun].slice(-MAX_OUTCOMES);
    }
    this.store.push(atMs, benchCells(progress));
  }
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
