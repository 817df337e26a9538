/**
 * Latency over time as a grid of cells: how large a share of the events was about so slow at about that time. Pure. The
 * shares are those that the hub counted in buckets, or else worked out from each second's percentiles: what lies between
 * two of them is spread evenly, on the logarithmic axis, and the faster half, of which nothing more is known, lies at the
 * median.
 */

import type { Bounds } from "#drawing";
import { BUCKET_COUNT, bucketFromMs, BUCKETS_PER_DECADE, visitBuckets } from "#protocol";
import type { Percentile } from "../past/columns.ts";
import type { SampleStore, TimeRange } from "../past/store.ts";

/** The share of events up to each percentile. */
const SHARES: readonly (readonly [Percentile, number])[] = [
  ["p50Ms", 0.5],
  ["p90Ms", 0.9],
  ["p99Ms", 0.99],
  ["p999Ms", 0.999],
  ["maxMs", 1],
];
const ROWS_PER_DECADE = 8;

export interface HeatMap {
  /** The length of a cell, in ms, and when the first column of cells begins. */
  readonly cellMs: number;
  readonly firstMs: number;
  readonly columns: number;
  /** From the lower to the upper bound, of equal height on a logarithmic axis. */
  readonly rows: number;
  readonly bounds: Bounds;
  /** From 0 to 1, by column and then by row, the lowest first. Those of a column make 1, or 0 without a value. */
  readonly shares: Float32Array;
}

export interface GridOptions {
  readonly range: TimeRange;
  /** Of the values: at least one decade. */
  readonly bounds: Bounds;
  /** Columns at most; cells are whole intervals of the store's. */
  readonly columns: number;
}

export interface HeatOptions<Name extends string> extends GridOptions {
  readonly columnOf: (percentile: Percentile) => Name;
}

export interface CountedHeatOptions extends GridOptions {
  /** Of the buckets. */
  readonly name: string;
}

/** A heat map of what was counted in buckets. */
export function countedHeatOf<Name extends string>(
  store: SampleStore<Name>,
  { name, ...options }: CountedHeatOptions,
): HeatMap {
  const heat = gridOf(store, options, BUCKETS_PER_DECADE);
  const { shares, rows } = heat;
  const totals = new Float64Array(heat.columns);
  const rowOfBucket = Array.from({ length: BUCKET_COUNT }, (_, bucket) =>
    rowOf(heat, middleMs(bucket)),
  );
  for (const atMs of store.timesIn(options.range)) {
    const column = columnAt(heat, atMs);
    visitBuckets(store.bucketsAt(name, atMs) ?? [], (bucket, count) => {
      const cell = column * rows + (rowOfBucket[bucket] ?? 0);
      shares[cell] = (shares[cell] ?? 0) + count;
      totals[column] = (totals[column] ?? 0) + count;
    });
  }
  divide(heat, totals);
  return heat;
}

/** The shortest latency in the buckets of a range; `undefined` without any. */
export function shortestMs<Name extends string>(
  store: SampleStore<Name>,
  name: string,
  range: TimeRange,
): number | undefined {
  let first = Infinity;
  for (const atMs of store.timesIn(range)) {
    first = Math.min(first, store.bucketsAt(name, atMs)?.[0] ?? Infinity);
  }
  return first === Infinity ? undefined : bucketFromMs(first);
}

/** A heat map that is worked out from percentiles. */
export function heatOf<Name extends string>(
  store: SampleStore<Name>,
  { columnOf, ...options }: HeatOptions<Name>,
): HeatMap {
  const { range } = options;
  const heat = gridOf(store, options, ROWS_PER_DECADE);
  const { shares, rows } = heat;
  const seconds = new Float64Array(heat.columns);
  const known = SHARES.map(([percentile]) => valuesIn(store, columnOf(percentile), range));
  let index = -1;
  store.visit(columnOf("maxMs"), range, (atMs, max) => {
    index++;
    if (Number.isNaN(max)) return;
    const column = columnAt(heat, atMs);
    seconds[column] = (seconds[column] ?? 0) + 1;
    let [upTo, fromRow] = [0, -1];
    for (const [at, [, share]] of SHARES.entries()) {
      const value = known[at]?.[index] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const row = rowOf(heat, value);
      const first = fromRow < 0 ? row : Math.min(row, fromRow + 1);
      for (let filled = first; filled <= row; filled++) {
        const cell = column * rows + filled;
        shares[cell] = (shares[cell] ?? 0) + (share - upTo) / (row - first + 1);
      }
      [upTo, fromRow] = [share, row];
    }
  });
  divide(heat, seconds);
  return heat;
}

/** The cells, all empty. */
function gridOf<Name extends string>(
  { intervalMs }: SampleStore<Name>,
  { range, bounds, columns }: GridOptions,
  rowsPerDecade: number,
): HeatMap {
  const longMs = range.toMs - range.fromMs;
  const cellMs = Math.max(1, Math.ceil(longMs / Math.max(1, columns) / intervalMs)) * intervalMs;
  // At fixed times, so that cells do not flicker as the range moves on.
  const firstMs = Math.floor(range.fromMs / cellMs) * cellMs;
  const count = Math.floor((range.toMs - firstMs) / cellMs) + 1;
  const rows = Math.max(1, Math.round(decadesOf(bounds) * rowsPerDecade));
  return { cellMs, firstMs, columns: count, rows, bounds, shares: new Float32Array(count * rows) };
}

function columnAt({ firstMs, cellMs }: HeatMap, atMs: number): number {
  return Math.floor((atMs - firstMs) / cellMs);
}

/** Values beyond the bounds lie at the edge. */
function rowOf({ bounds, rows }: HeatMap, value: number): number {
  const row = Math.floor((Math.log10(value / bounds.min) / decadesOf(bounds)) * rows);
  return Math.min(rows - 1, Math.max(0, row));
}

function decadesOf({ min, max }: Bounds): number {
  return Math.log10(max / min);
}

/** On the logarithmic axis. */
function middleMs(bucket: number): number {
  return bucketFromMs(bucket + 0.5);
}

/** Makes the shares of each column one. */
function divide({ shares, rows }: HeatMap, wholes: Float64Array): void {
  for (const [cell, share] of shares.entries()) {
    if (share > 0) shares[cell] = share / (wholes[Math.floor(cell / rows)] ?? 1);
  }
}

/** How strong a share is drawn, from 0 to 1: a thousandth of the events is still to be seen. */
export function strengthOf(share: number): number {
  if (!(share > 0)) return 0;
  return Math.min(1, Math.max(0.08, 1 + Math.log10(share) / 4));
}

/** A column's values by row of the range. */
function valuesIn<Name extends string>(
  store: SampleStore<Name>,
  column: Name,
  range: TimeRange,
): number[] {
  const values: number[] = [];
  store.visit(column, range, (_, value) => values.push(value));
  return values;
}
