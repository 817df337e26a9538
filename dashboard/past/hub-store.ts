/** The hub's seconds or minutes: a store that is filled from its samples and from its history. */

import {
  BUCKETED_LATENCIES,
  type BucketedLatency,
  type HistoryRows,
  type LatencySummary,
  type PackedBuckets,
  type StatsSample,
} from "#protocol";
import { cellsOf, type Column, COLUMNS, historyCells, NO_LATENCY } from "./columns.ts";
import { SampleStore } from "./store.ts";

const NO_BUCKETS: PackedBuckets = [];
/** Buckets of dropped rows are looked for once there are this many times as many as rows. */
const SPARE = 1.1;

export class HubStore extends SampleStore<Column> {
  readonly #capacity: number;
  /** By the time of their row, and only where something was counted. */
  readonly #buckets: Readonly<Record<BucketedLatency, Map<number, PackedBuckets>>> = {
    acceptedToSent: new Map(),
    acceptedToParsed: new Map(),
    canary: new Map(),
  };

  constructor(capacity: number, intervalMs?: number) {
    super(COLUMNS, capacity, intervalMs);
    this.#capacity = capacity;
  }

  /** Adds the newest sample, with what this page measured in its time; ignores one that is not newer than the last. */
  append(sample: StatsSample, page: LatencySummary = NO_LATENCY): void {
    this.push(sample.atMs, cellsOf(sample, page));
    for (const timed of BUCKETED_LATENCIES) this.#note(timed, sample.atMs, sample.buckets[timed]);
  }

  /** Inserts missing rows; existing ones stay as they are. */
  merge(rows: HistoryRows): void {
    this.insert(rows.atMs, (column) => historyCells(rows, column));
    for (const timed of BUCKETED_LATENCIES) {
      for (const [row, atMs] of rows.atMs.entries()) {
        this.#note(timed, atMs, rows.buckets[timed][row] ?? NO_BUCKETS);
      }
    }
  }

  override bucketsAt(name: string, atMs: number): PackedBuckets | undefined {
    return isBucketed(name) ? (this.#buckets[name].get(atMs) ?? NO_BUCKETS) : undefined;
  }

  override clear(): void {
    super.clear();
    for (const timed of BUCKETED_LATENCIES) this.#buckets[timed].clear();
  }

  #note(timed: BucketedLatency, atMs: number, counted: PackedBuckets): void {
    const buckets = this.#buckets[timed];
    if (counted.length === 0 || buckets.has(atMs)) return;
    buckets.set(atMs, counted);
    if (buckets.size <= this.#capacity * SPARE) return;
    const oldestMs = this.oldestAtMs ?? -Infinity;
    for (const time of buckets.keys()) if (time < oldestMs) buckets.delete(time);
  }
}

/** Whether the hub counts a latency in buckets. */
export function isBucketed(name: string): name is BucketedLatency {
  return BUCKETED_LATENCIES.some((timed) => timed === name);
}
