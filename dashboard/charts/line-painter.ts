/**
 * Paints thinned lines on a canvas. Chart.js would make an object of each point, with options and a place of its own,
 * at each redraw: half of the time that a redraw took.
 */

import { LINE_DASHES, LINE_WIDTHS, type LineStyle, POINT_RADIUS } from "#drawing";
import type { Area } from "./crosshair.ts";
import type { ThinnedLine } from "../past/thinning.ts";

/** Keeps the full width of a line at zero, which lies on the edge. */
const EDGE_PX = 2;
/** Thin, with plain corners: wider dense lines take four times as long to draw without a GPU. */
const DENSE_WIDTH_PX = 1;

export interface PaintedLine {
  readonly line: ThinnedLine;
  readonly style: LineStyle;
  readonly colour: string;
  /** The colour of the area down to zero; `undefined`: none. */
  readonly fill: string | undefined;
  readonly isDense: boolean;
  /** Whether it has the dashes of its style. */
  readonly isDashed: boolean;
  /** Each value is marked with a dot; where values are dense, only one that stands alone. */
  readonly hasDots: boolean;
  /** Where a time and a value are, in CSS pixels. */
  readonly xPxOf: (atMs: number) => number;
  readonly yPxOf: (value: number) => number;
}

/** Paints the lines within an area; the first is on top. */
export function paintLines(
  canvas: CanvasRenderingContext2D,
  area: Area,
  lines: readonly PaintedLine[],
): void {
  canvas.save();
  clipTo(canvas, area);
  for (const painted of lines.toReversed()) paintLine(canvas, area.bottom, painted);
  canvas.restore();
}

/** Nothing is painted outside of the area. */
export function clipTo(canvas: CanvasRenderingContext2D, area: Area): void {
  const { left, right, top, bottom } = area;
  canvas.beginPath();
  canvas.rect(left, top - EDGE_PX, right - left, bottom - top + 2 * EDGE_PX);
  canvas.clip();
}

function paintLine(canvas: CanvasRenderingContext2D, bottomPx: number, painted: PaintedLine): void {
  const { line, style, colour, fill, isDense, isDashed, hasDots, xPxOf, yPxOf } = painted;
  const outline = new Path2D();
  const ground = new Path2D();
  const dots = new Path2D();
  let firstXPx = 0;
  let lastXPx: number | undefined;
  let lastYPx = 0;
  const mark = (xPx: number, yPx: number) => {
    dots.moveTo(xPx + POINT_RADIUS, yPx);
    dots.arc(xPx, yPx, POINT_RADIUS, 0, 2 * Math.PI);
  };
  const endRun = () => {
    if (lastXPx === undefined) return;
    ground.lineTo(lastXPx, bottomPx);
    if (hasDots && isDense && lastXPx - firstXPx < POINT_RADIUS) mark(lastXPx, lastYPx);
    lastXPx = undefined;
  };
  line.visit((atMs, value) => {
    if (Number.isNaN(value)) return endRun();
    const [xPx, yPx] = [xPxOf(atMs), yPxOf(value)];
    if (lastXPx === undefined) {
      outline.moveTo(xPx, yPx);
      if (fill !== undefined) ground.moveTo(xPx, bottomPx);
      firstXPx = xPx;
    } else outline.lineTo(xPx, yPx);
    if (fill !== undefined) ground.lineTo(xPx, yPx);
    if (hasDots && !isDense) mark(xPx, yPx);
    [lastXPx, lastYPx] = [xPx, yPx];
  });
  endRun();
  if (fill !== undefined) fillPath(canvas, ground, fill);
  canvas.strokeStyle = colour;
  canvas.lineWidth = isDense ? DENSE_WIDTH_PX : LINE_WIDTHS[style];
  canvas.lineJoin = isDense ? "bevel" : "round";
  canvas.setLineDash(isDashed ? [...LINE_DASHES[style]] : []);
  canvas.stroke(outline);
  if (hasDots) fillPath(canvas, dots, colour);
}

function fillPath(canvas: CanvasRenderingContext2D, path: Path2D, colour: string): void {
  canvas.fillStyle = colour;
  canvas.fill(path);
}
