/**
 * The newest seconds of the hub, in one ring of fixed size, from which every chart draws. Rows are ordered by the
 * hub's clock, without duplicates. Missing seconds stay holes.
 */

import type { LatencySummary, StatsSample } from "#protocol";
import { cellsOf, type Column, COLUMNS, NO_LATENCY } from "./columns.ts";

/** Rows further apart than this have missing seconds between them. */
export const HOLE_MS = 2_500;
/** A hub clock that jumps back further than this was set; the earlier rows are then meaningless. */
const CLOCK_STEP_MS = 5_000;
/** Slightly less than half of a sample's second, so that neighbours never touch. */
const HALF_SAMPLE_MS = 450;

const ROW_CELLS = 1 + COLUMNS.length;
const CELL_OF = new Map(COLUMNS.map((column, index) => [column, index + 1]));

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

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `undefined` if the range has no value. */
export interface ColumnSummary {
  readonly current: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export class SampleStore {
  readonly #capacity: number;
  readonly #cells: Float64Array;
  #start = 0;
  #count = 0;
  #revision = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#cells = new Float64Array(capacity * ROW_CELLS);
  }

  get count(): number {
    return this.#count;
  }

  /** Counts the changes of the rows. */
  get revision(): number {
    return this.#revision;
  }

  /** The hub's time of the newest row. */
  get newestAtMs(): number | undefined {
    return this.#count === 0 ? undefined : this.#timeAt(this.#count - 1);
  }

  /** The hub's time of the oldest row. */
  get oldestAtMs(): number | undefined {
    return this.#count === 0 ? undefined : this.#timeAt(0);
  }

  /** Adds the newest second; ignores one that is not newer than the last. */
  append(sample: StatsSample, page: LatencySummary = NO_LATENCY): void {
    const newestMs = this.newestAtMs;
    if (newestMs !== undefined && sample.atMs <= newestMs) {
      if (newestMs - sample.atMs < CLOCK_STEP_MS) return;
      this.#count = 0;
    }
    this.#push([sample.atMs, ...cellsOf(sample, page)]);
  }

  clear(): void {
    this.#count = 0;
    this.#revision++;
  }

  /** Inserts missing seconds; existing ones stay as they are. */
  merge(history: readonly StatsSample[]): void {
    const rows = new Map<number, readonly number[]>();
    for (const sample of history) {
      rows.set(sample.atMs, [sample.atMs, ...cellsOf(sample, NO_LATENCY)]);
    }
    for (let index = 0; index < this.#count; index++) {
      rows.set(this.#timeAt(index), [...this.#row(index)]);
    }
    const byTime = [...rows].toSorted(([a], [b]) => a - b);
    this.#count = 0;
    for (const [, cells] of byTime) this.#push(cells);
  }

  /** A column as the points of a line with breaks where seconds are missing. */
  points(column: Column, { fromMs, toMs }: TimeRange): Point[] {
    const points: Point[] = [];
    let beforeMs = Number.NaN;
    const end = this.#firstAfter(toMs);
    // One extra row, so that the line comes in from the edge.
    for (let index = Math.max(0, this.#firstFrom(fromMs) - 1); index < end; index++) {
      const x = this.#timeAt(index);
      if (x - beforeMs > HOLE_MS) points.push({ x: (x + beforeMs) / 2, y: Number.NaN });
      points.push({ x, y: this.#value(column, index) });
      beforeMs = x;
    }
    return points.flatMap(drawable);
  }

  summary(column: Column, { fromMs, toMs }: TimeRange): ColumnSummary {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    const end = this.#firstAfter(toMs);
    for (let index = this.#firstFrom(fromMs); index < end; index++) {
      const value = this.#value(column, index);
      if (value < min) min = value;
      if (value > max) max = value;
    }
    const current = this.valueNear(column, toMs);
    return max < min ? { current, min: undefined, max: undefined } : { current, min, max };
  }

  /** The value of the newest row at or just before `atMs`; `undefined` in a hole. */
  valueNear(column: Column, atMs: number): number | undefined {
    const index = this.#firstAfter(atMs) - 1;
    if (index < 0 || atMs - this.#timeAt(index) > HOLE_MS) return undefined;
    const value = this.#value(column, index);
    return Number.isNaN(value) ? undefined : value;
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

  #push(row: readonly number[]): void {
    this.#revision++;
    const slot = (this.#start + this.#count) % this.#capacity;
    this.#cells.set(row, slot * ROW_CELLS);
    if (this.#count < this.#capacity) this.#count++;
    else this.#start = (this.#start + 1) % this.#capacity;
  }

  #row(index: number): Float64Array {
    const offset = ((this.#start + index) % this.#capacity) * ROW_CELLS;
    return this.#cells.subarray(offset, offset + ROW_CELLS);
  }

  #timeAt(index: number): number {
    return this.#row(index)[0] ?? Number.NaN;
  }

  #value(column: Column, index: number): number {
    return this.#row(index)[CELL_OF.get(column) ?? ROW_CELLS] ?? Number.NaN;
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

/** A second between holes would be an invisible point: it is drawn as long as it lasted. */
function drawable(point: Point, index: number, points: readonly Point[]): Point[] {
  const { x, y } = point;
  const isAlone =
    Number.isNaN(points[index - 1]?.y ?? Number.NaN) &&
    Number.isNaN(points[index + 1]?.y ?? Number.NaN);
  if (Number.isNaN(y) || !isAlone) return [point];
  return [
    { x: x - HALF_SAMPLE_MS, y },
    { x: x + HALF_SAMPLE_MS, y },
  ];
}
