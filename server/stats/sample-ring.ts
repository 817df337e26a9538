/**
 * The newest samples of the hub in a ring of fixed size: a typed array a column, 4 bytes a value. A value is kept to
 * seven digits, and read to three decimals. Buckets are kept as the JSON that answers need: of 32, a second has values in
 * a few, and often in none. An hour and a day take 1.3 MB, eight threads 0.2 MB more, and the buckets of a busy hub 0.9 MB.
 */

import {
  BUCKETED_LATENCIES,
  type HistoryColumn,
  historyColumns,
  type PackedBuckets,
  type StatsSample,
  type ThreadColumn,
  valuesOf,
} from "#protocol";

/** A copy of rows, oldest first, that the ring no longer changes. */
export interface RowsCopy {
  readonly atMs: Float64Array;
  readonly names: readonly (HistoryColumn | ThreadColumn)[];
  /** In the order of their names; `NaN` where there was nothing to measure. */
  readonly columns: readonly Float32Array[];
  /** In the order of `BUCKETED_LATENCIES`: each row's as JSON. */
  readonly buckets: readonly (readonly string[])[];
}

/** One text for all rows that have none. */
const NO_BUCKETS = "[]";

export class SampleRing {
  readonly #capacity: number;
  readonly #names: readonly (HistoryColumn | ThreadColumn)[];
  readonly #atMs: Float64Array;
  readonly #columns: readonly Float32Array[];
  readonly #buckets: readonly string[][];
  #next = 0;
  #count = 0;

  /** Keeps the newest `capacity` samples of a hub with so many threads. */
  constructor(capacity: number, threads = 1) {
    this.#capacity = capacity;
    this.#names = historyColumns(threads);
    this.#atMs = new Float64Array(capacity);
    this.#columns = this.#names.map(() => new Float32Array(capacity));
    this.#buckets = BUCKETED_LATENCIES.map(() =>
      Array.from({ length: capacity }, () => NO_BUCKETS),
    );
  }

  add(sample: StatsSample): void {
    const slot = this.#next;
    this.#atMs[slot] = sample.atMs;
    const values = valuesOf(sample);
    for (const [index, column] of this.#columns.entries())
      column[slot] = values[index] ?? Number.NaN;
    for (const [index, timed] of BUCKETED_LATENCIES.entries()) {
      const texts = this.#buckets[index];
      if (texts !== undefined) texts[slot] = textOf(sample.buckets[timed]);
    }
    this.#next = (slot + 1) % this.#capacity;
    this.#count = Math.min(this.#count + 1, this.#capacity);
  }

  /** The newest rows, at most `count`. */
  newest(count: number): RowsCopy {
    const rows = Math.min(count, this.#count);
    const from = (this.#next - rows + this.#capacity) % this.#capacity;
    const atMs = new Float64Array(rows);
    this.#copy(this.#atMs, from, atMs);
    const columns = this.#columns.map((column) => {
      const copy = new Float32Array(rows);
      this.#copy(column, from, copy);
      return copy;
    });
    const untilEnd = this.#capacity - from;
    const buckets = this.#buckets.map((texts) => [
      ...texts.slice(from, from + rows),
      ...texts.slice(0, Math.max(0, rows - untilEnd)),
    ]);
    return { atMs, names: this.#names, columns, buckets };
  }

  /** Copies from slot `from` on, and on from the ring's start. */
  #copy<Values extends Float32Array | Float64Array>(
    ring: Values,
    from: number,
    into: Values,
  ): void {
    const untilEnd = ring.subarray(from, from + into.length);
    into.set(untilEnd);
    into.set(ring.subarray(0, into.length - untilEnd.length), untilEnd.length);
  }
}

function textOf(buckets: PackedBuckets): string {
  return buckets.length === 0 ? NO_BUCKETS : JSON.stringify(buckets);
}
