/**
 * The newest samples of the hub in a ring of fixed size: a typed array a column, 4 bytes a value. A value is kept to
 * seven digits, and read to three decimals.
 */

import { HISTORY_COLUMNS, type StatsSample, valuesOf } from "#protocol";

/** A copy of rows, oldest first, that the ring no longer changes. */
export interface RowsCopy {
  readonly atMs: Float64Array;
  /** In the order of `HISTORY_COLUMNS`; `NaN` where there was nothing to measure. */
  readonly columns: readonly Float32Array[];
}

export class SampleRing {
  readonly #capacity: number;
  readonly #atMs: Float64Array;
  readonly #columns: readonly Float32Array[];
  #next = 0;
  #count = 0;

  /** Keeps the newest `capacity` samples. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#atMs = new Float64Array(capacity);
    this.#columns = HISTORY_COLUMNS.map(() => new Float32Array(capacity));
  }

  add(sample: StatsSample): void {
    const slot = this.#next;
    this.#atMs[slot] = sample.atMs;
    const values = valuesOf(sample);
    for (const [index, column] of this.#columns.entries())
      column[slot] = values[index] ?? Number.NaN;
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
    return { atMs, columns };
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
