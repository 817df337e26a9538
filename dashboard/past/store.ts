/**
 * The newest seconds or minutes of whatever has such columns, in one ring of fixed size, from which charts draw. Rows are
 * ordered by the hub's clock, without duplicates. Missing rows stay holes.
 */

import type { PackedBuckets } from "#protocol";
import { type Point, stretchFor, ThinnedLine } from "./thinning.ts";

const SECOND_MS = 1_000;
/** Rows more intervals apart than this have missing rows between them. */
const HOLE_INTERVALS = 2.5;
/** A hub clock that jumps back further than this was set; the earlier rows are then meaningless. */
const CLOCK_STEP_MS = 5_000;

/** A range of the hub's clock, in ms since 1970, inclusive. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A chart of a hub's first seconds would change its scale with every point. */
const SHORTEST_MS = 30_000;

/** The last `longMs` up to `toMs`, or as much of them as there can be data for: since `sinceMs`. */
export function rangeTo(toMs: number, longMs: number, sinceMs = -Infinity): TimeRange {
  const livedMs = Math.max(SHORTEST_MS, toMs - sinceMs);
  return { fromMs: toMs - Math.min(longMs, livedMs), toMs };
}

/** `undefined` if the range has no value. */
export interface ColumnSummary {
  /** Rows with a value. */
  readonly count: number;
  readonly current: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** A row of the store, or of what is merged into it. */
interface RowRef {
  readonly atMs: number;
  readonly isNew: boolean;
  readonly row: number;
}

// In and out: without that, a store of other columns would pass for one of those that a plot draws.
export class SampleStore<in out Column extends string> {
  readonly #capacity: number;
  readonly #intervalMs: number;
  readonly #atMs: Float64Array;
  /** In the order of a row's cells. */
  readonly #columns: ReadonlyMap<Column, Float64Array>;
  #start = 0;
  #count = 0;
  #revision = 0;
  #generation = 0;
  /** Of one range, until a row changes. */
  readonly #summaries = new Map<Column, ColumnSummary>();
  #summarised = "";

  /** Keeps the newest `capacity` rows, which are `intervalMs` apart. */
  constructor(columns: readonly Column[], capacity: number, intervalMs = SECOND_MS) {
    this.#capacity = capacity;
    this.#intervalMs = intervalMs;
    this.#atMs = new Float64Array(capacity);
    this.#columns = new Map(columns.map((column) => [column, new Float64Array(capacity)]));
  }

  /** Itself: its only resolution. */
  storeFor(_range: TimeRange): SampleStore<Column> {
    return this;
  }

  /** How far rows are apart, in ms. */
  get intervalMs(): number {
    return this.#intervalMs;
  }

  get count(): number {
    return this.#count;
  }

  /** Counts the changes of the rows. */
  get revision(): number {
    return this.#revision;
  }

  /** Counts the changes of rows other than new ones at the end. */
  get generation(): number {
    return this.#generation;
  }

  /** The hub's time of the newest row. */
  get newestAtMs(): number | undefined {
    return this.#count === 0 ? undefined : this.#timeAt(this.#count - 1);
  }

  /** The hub's time of the oldest row. */
  get oldestAtMs(): number | undefined {
    return this.#count === 0 ? undefined : this.#timeAt(0);
  }

  /** Adds the newest row, with a cell for each column; ignores one that is not newer than the last. */
  push(atMs: number, cells: readonly number[]): void {
    const newestMs = this.newestAtMs;
    if (newestMs !== undefined && atMs <= newestMs) {
      if (newestMs - atMs < CLOCK_STEP_MS) return;
      this.clear();
    }
    this.#push(atMs, cells);
  }

  clear(): void {
    this.#count = 0;
    this.#revision++;
    this.#generation++;
  }

  /** Inserts the rows that are missing, at these times, with their cells by column; existing ones stay as they are. */
  insert(rowsAtMs: readonly number[], cellsOf: (column: Column) => (row: number) => number): void {
    const merged = this.#mergedWith(rowsAtMs);
    if (merged === undefined) return;
    for (const [column, cells] of this.#columns) {
      const before = Float64Array.from(cells);
      const cellOf = cellsOf(column);
      for (const [slot, { isNew, row }] of merged.entries()) {
        cells[slot] = isNew ? cellOf(row) : (before[this.#slot(row)] ?? Number.NaN);
      }
    }
    for (const [slot, { atMs }] of merged.entries()) this.#atMs[slot] = atMs;
    this.#start = 0;
    this.#count = merged.length;
    this.#revision++;
    this.#generation++;
  }

  /**
   * A column as the points of a line with breaks where rows are missing. If there are more rows than `stretches`, only
   * the smallest and the largest value of each stretch of time are left.
   */
  points(column: Column, range: TimeRange, stretches = Infinity): Point[] {
    const line = this.lineOver(range, stretches);
    this.extend(line, column, range);
    return line.points();
  }

  /** A line without points yet, for a range of this length. */
  lineOver({ fromMs, toMs }: TimeRange, stretches = Infinity): ThinnedLine {
    const intervalMs = this.#intervalMs;
    const stretchMs = stretchFor(toMs - fromMs, stretches, intervalMs);
    return new ThinnedLine({ intervalMs, holeMs: this.#holeMs, stretchMs });
  }

  /** Adds the rows of a range that the line does not have yet. */
  extend(line: ThinnedLine, column: Column, { fromMs, toMs }: TimeRange): void {
    const cells = this.#cells(column);
    const end = this.#firstAfter(toMs);
    const { newestMs } = line;
    // One extra row, so that the line comes in from the edge.
    const first = newestMs === undefined ? this.#firstFrom(fromMs) - 1 : this.#firstAfter(newestMs);
    for (let index = Math.max(0, first); index < end; index++) {
      line.add(this.#timeAt(index), cells[this.#slot(index)] ?? Number.NaN);
    }
  }

  /** The times of the rows within a range. */
  timesIn({ fromMs, toMs }: TimeRange): number[] {
    const [from, end] = [this.#firstFrom(fromMs), this.#firstAfter(toMs)];
    return Array.from({ length: Math.max(0, end - from) }, (_, row) => this.#timeAt(from + row));
  }

  /** Calls `call` with the time and the value of each row within a range; `NaN` if the row has none. */
  visit(
    column: Column,
    { fromMs, toMs }: TimeRange,
    call: (atMs: number, value: number) => void,
  ): void {
    const cells = this.#cells(column);
    const end = this.#firstAfter(toMs);
    for (let index = this.#firstFrom(fromMs); index < end; index++) {
      call(this.#timeAt(index), cells[this.#slot(index)] ?? Number.NaN);
    }
  }

  /** A chart's axis and its table ask for the same ones, one after the other. */
  summary(column: Column, range: TimeRange): ColumnSummary {
    const asked = `${this.#revision} ${range.fromMs} ${range.toMs}`;
    if (asked !== this.#summarised) this.#summaries.clear();
    this.#summarised = asked;
    const known = this.#summaries.get(column) ?? this.#summarise(column, range);
    this.#summaries.set(column, known);
    return known;
  }

  /** The value of the newest row at or just before `atMs`; `undefined` in a hole. */
  valueNear(column: Column, atMs: number): number | undefined {
    const index = this.#firstAfter(atMs) - 1;
    if (index < 0 || atMs - this.#timeAt(index) > this.#holeMs) return undefined;
    const value = this.#cells(column)[this.#slot(index)] ?? Number.NaN;
    return Number.isNaN(value) ? undefined : value;
  }

  /** What was counted in buckets in the row of that time; `undefined` if the store has no buckets of that name. */
  bucketsAt(_name: string, _atMs: number): PackedBuckets | undefined {
    return undefined;
  }

  /** The time of the row nearest to `atMs` within a range. */
  nearestAtMs(atMs: number, { fromMs, toMs }: TimeRange): number | undefined {
    const after = this.#firstAfter(atMs);
    const candidates = [after - 1, after]
      .filter((index) => index >= 0 && index < this.#count)
      .map((index) => this.#timeAt(index))
      .filter((timeMs) => timeMs >= fromMs && timeMs <= toMs);
    return candidates.toSorted((a, b) => Math.abs(a - atMs) - Math.abs(b - atMs))[0];
  }

  #summarise(column: Column, range: TimeRange): ColumnSummary {
    let count = 0;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    this.visit(column, range, (_, value) => {
      if (!Number.isNaN(value)) count++;
      if (value < min) min = value;
      if (value > max) max = value;
    });
    const current = this.valueNear(column, range.toMs);
    return count === 0
      ? { count, current, min: undefined, max: undefined }
      : { count, current, min, max };
  }

  #push(atMs: number, cells: readonly number[]): void {
    this.#revision++;
    const slot = this.#slot(this.#count);
    this.#atMs[slot] = atMs;
    let index = 0;
    for (const column of this.#columns.values()) column[slot] = cells[index++] ?? Number.NaN;
    if (this.#count < this.#capacity) this.#count++;
    else this.#start = (this.#start + 1) % this.#capacity;
  }

  /** All rows in order, as many as fit; `undefined` if none is new. */
  #mergedWith(newAtMs: readonly number[]): RowRef[] | undefined {
    const old = Array.from({ length: this.#count }, (_, row): RowRef => {
      return { atMs: this.#timeAt(row), isNew: false, row };
    });
    const known = new Set(old.map(({ atMs }) => atMs));
    const missing = newAtMs.flatMap((atMs, row): RowRef[] =>
      known.has(atMs) ? [] : [{ atMs, isNew: true, row }],
    );
    if (missing.length === 0) return undefined;
    return [...old, ...missing].toSorted((a, b) => a.atMs - b.atMs).slice(-this.#capacity);
  }

  get #holeMs(): number {
    return HOLE_INTERVALS * this.#intervalMs;
  }

  #cells(column: Column): Float64Array {
    return this.#columns.get(column) ?? new Float64Array();
  }

  /** Where a row is kept. */
  #slot(index: number): number {
    return (this.#start + index) % this.#capacity;
  }

  #timeAt(index: number): number {
    return this.#atMs[this.#slot(index)] ?? Number.NaN;
  }

  #firstFrom(atMs: number): number {
    return this.#firstIndex((timeMs) => timeMs >= atMs);
  }

  #firstAfter(atMs: number): number {
    return this.#firstIndex((timeMs) => timeMs > atMs);
  }

  /** The index of the first row for which `hasCome` holds, by bisection. */
  #firstIndex(hasCome: (timeMs: number) => boolean): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (hasCome(this.#timeAt(middle))) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
