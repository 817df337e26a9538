/**
 * Latency over time as a grid of cells: how large a share of the events was about so slow at about that time. Pure. The
 * shares are worked out from each second's percentiles: what lies between two of them is spread evenly, on the
 * logarithmic axis, and the faster half, of which nothing more is known, lies at the median.
 */

import type { Bounds } from "#drawing";
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

export interface HeatOptions<Name extends string> {
  readonly range: TimeRange;
  /** Of the values: at least one decade. */
  readonly bounds: Bounds;
  /** Columns at most; cells are whole intervals of the store's. */
  readonly columns: number;
  readonly columnOf: (percentile: Percentile) => Name;
}

export function heatOf<Name extends string>(
  store: SampleStore<Name>,
  { range, bounds, columns, columnOf }: HeatOptions<Name>,
): HeatMap {
  const { intervalMs } = store;
  const longMs = range.toMs - range.fromMs;
  const cellMs = Math.max(1, Math.ceil(longMs / Math.max(1, columns) / intervalMs)) * intervalMs;
  // At fixed times, so that cells do not flicker as the range moves on.
  const firstMs = Math.floor(range.fromMs / cellMs) * cellMs;
  const count = Math.floor((range.toMs - firstMs) / cellMs) + 1;
  const decades = Math.log10(bounds.max / bounds.min);
  const rows = Math.max(1, Math.round(decades * ROWS_PER_DECADE));
  const shares = new Float32Array(count * rows);
  const seconds = new Uint32Array(count);
  const rowOf = (value: number) => {
    const row = Math.floor((Math.log10(value / bounds.min) / decades) * rows);
    return Math.min(rows - 1, Math.max(0, row));
  };
  const known = SHARES.map(([percentile]) => valuesIn(store, columnOf(percentile), range));
  let index = -1;
  store.visit(columnOf("maxMs"), range, (atMs, max) => {
    index++;
    if (Number.isNaN(max)) return;
    const column = Math.floor((atMs - firstMs) / cellMs);
    seconds[column] = (seconds[column] ?? 0) + 1;
    let [upTo, fromRow] = [0, -1];
    for (const [at, [, share]] of SHARES.entries()) {
      const value = known[at]?.[index] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const row = rowOf(value);
      const first = fromRow < 0 ? row : Math.min(row, fromRow + 1);
      for (let filled = first; filled <= row; filled++) {
        const cell = column * rows + filled;
        shares[cell] = (shares[cell] ?? 0) + (share - upTo) / (row - first + 1);
      }
      [upTo, fromRow] = [share, row];
    }
  });
  for (const [cell, share] of shares.entries()) {
    if (share > 0) shares[cell] = share / (seconds[Math.floor(cell / rows)] ?? 1);
  }
  return { cellMs, firstMs, columns: count, rows, bounds, shares };
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
