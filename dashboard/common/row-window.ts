/** A long list of rows of one height, of which only those in view are drawn. Pure; rows count from 0. */

/** Rows drawn above and below those in view, at least, so that scrolling meets drawn ones. */
const SPARE_ROWS = 6;
/** Rows come and go a few at a time, so that not every move of the mouse wheel draws. */
const STEP_ROWS = 4;
/** Rows drawn at most: more than are in view in a window of 4,000 pixels. */
export const MAX_ROWS = 200;

/** The scrolled part of a list, in CSS pixels. */
export interface Viewport {
  readonly topPx: number;
  readonly heightPx: number;
  readonly rowPx: number;
}

/** Rows from `from` up to, but not including, `to`. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** The rows to draw of `count`. */
export function rowsToDraw({ topPx, heightPx, rowPx }: Viewport, count: number): RowRange {
  const first = inSteps(Math.floor, topPx / rowPx - SPARE_ROWS);
  const end = inSteps(Math.ceil, (topPx + heightPx) / rowPx + SPARE_ROWS);
  const to = Math.min(count, Math.max(0, end));
  const from = Math.max(0, Math.min(first, to));
  return { from, to: Math.min(to, from + MAX_ROWS) };
}

/** The rows in view at the end of a list that changes too fast to be scrolled, and no others. */
export function lastRows({ heightPx, rowPx }: Viewport, count: number): RowRange {
  const shown = Math.min(MAX_ROWS, Math.ceil(heightPx / rowPx) + 1);
  return { from: Math.max(0, count - shown), to: count };
}

function inSteps(round: (value: number) => number, row: number): number {
  return round(row / STEP_ROWS) * STEP_ROWS;
}

/** Where to scroll to so that a row is wholly in view; `undefined` if it is. */
export function topToShow(row: number, { topPx, heightPx, rowPx }: Viewport): number | undefined {
  const rowTopPx = row * rowPx;
  if (rowTopPx < topPx) return rowTopPx;
  const bottomPx = rowTopPx + rowPx;
  return bottomPx > topPx + heightPx ? bottomPx - heightPx : undefined;
}

/** The row that a key moves to from `row`; `undefined` if it is no such key, or there are no rows. */
export function rowAfterKey(
  key: string,
  row: number | undefined,
  count: number,
  { heightPx, rowPx }: Viewport,
): number | undefined {
  if (count === 0) return undefined;
  const page = Math.max(1, Math.floor(heightPx / rowPx) - 1);
  const to = {
    ArrowDown: (row ?? -1) + 1,
    ArrowUp: (row ?? 1) - 1,
    PageDown: (row ?? 0) + page,
    PageUp: (row ?? 0) - page,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}
