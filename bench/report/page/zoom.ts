/** Zooming and panning a plot along its horizontal axis. Pure. */

import { aroundAxis, type Axis, type Bounds, linearAxis, logAxis, ticksBetween } from "#drawing";
import type { Point } from "../plots/curves.ts";
import type { Plot } from "../plots/plot.ts";

/** The smallest visible share of the axis. */
const LEAST_SHARE = 1 / 500;
const MOST_TICKS = 8;

/** The range between two values in either order, within the axis. */
export function viewBetween(whole: Axis, one: number, other: number): Bounds {
  const { there, back } = scaleOf(whole);
  const [least, most] = [there(whole.min), there(whole.max)];
  const clamped = (value: number) => Math.min(most, Math.max(least, there(value)));
  const [from, to] = [clamped(Math.min(one, other)), clamped(Math.max(one, other))];
  const missing = Math.max(0, (most - least) * LEAST_SHARE - (to - from));
  const start = Math.max(least, Math.min(from - missing / 2, most - (to - from) - missing));
  return { min: back(start), max: back(start + (to - from) + missing) };
}

/** Shows `factor` times as much of the axis, with `at` staying in place. */
export function viewZoomed(whole: Axis, view: Bounds, factor: number, at?: number): Bounds {
  const { there, back } = scaleOf(whole);
  const [from, to] = [there(view.min), there(view.max)];
  const fixed = at === undefined ? (from + to) / 2 : there(at);
  return viewBetween(
    whole,
    back(fixed - (fixed - from) * factor),
    back(fixed + (to - fixed) * factor),
  );
}

/** Pans by a share of the visible part, no further than the axis goes. */
export function viewMoved(whole: Axis, view: Bounds, share: number): Bounds {
  const { there, back } = scaleOf(whole);
  const [from, to] = [there(view.min), there(view.max)];
  const wanted = (to - from) * share;
  const by = Math.max(there(whole.min) - from, Math.min(there(whole.max) - to, wanted));
  return { min: back(from + by), max: back(to + by) };
}

export function isWhole(whole: Axis, view: Bounds): boolean {
  const { there } = scaleOf(whole);
  const [least, most] = [there(whole.min), there(whole.max)];
  const slack = (most - least) * 1e-9;
  return there(view.min) <= least + slack && there(view.max) >= most - slack;
}

/** The plot with its axes set to the visible part: the vertical axis fits the values in it. */
export function plotWithin(plot: Plot, view: Bounds): Plot {
  const { x, y, lines } = plot;
  if (isWhole(x, view)) return plot;
  const seen = lines.flatMap(({ points }) =>
    seenOf(points, view).flatMap((point) => point.y ?? []),
  );
  return { ...plot, x: { ...x, ...view, ticks: ticksWithin(x, view) }, y: fitted(y, seen) };
}

/** The visible points, and those just outside that their lines lead to. */
function seenOf(points: readonly Point[], { min, max }: Bounds): Point[] {
  return points.filter((_, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    return (after === undefined || after.x >= min) && (before === undefined || before.x <= max);
  });
}

function ticksWithin(whole: Axis, view: Bounds): Axis["ticks"] {
  if (whole.kind !== "percentile") return ticksBetween({ ...whole, ...view }, MOST_TICKS);
  return whole.ticks.filter(({ value }) => value >= view.min && value <= view.max);
}

function fitted(axis: Axis, values: readonly number[]): Axis {
  if (values.length === 0) return axis;
  const [smallest, largest] = [Math.min(...values), Math.max(...values)];
  if (axis.scale === "log") return logAxis(smallest, largest, axis);
  return axis.min === 0 ? linearAxis(largest, axis) : aroundAxis(smallest, largest, axis);
}

/** To coordinates in which equal distances are equal shares of the axis, and back. */
function scaleOf({ scale }: Axis) {
  return scale === "log"
    ? { there: Math.log, back: Math.exp }
    : { there: (value: number) => value, back: (value: number) => value };
}
