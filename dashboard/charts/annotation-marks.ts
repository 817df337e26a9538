/** Draws what happened on a chart's time axis: a small mark for each, by its kind, and a faint line above it. */

import type { Palette } from "#drawing";
import type { Annotation, AnnotationKind } from "../view/annotations.ts";
import type { Area } from "./crosshair.ts";

const RADIUS_PX = 4;
const RIM_PX = 1.5;
const LINE_DASH = [2, 4];

/** Kinds differ in shape, so that they can be told apart without colour; corners around a centre, in radii. */
const SHAPES: Readonly<Record<AnnotationKind, readonly (readonly [number, number])[]>> = {
  start: [
    [0, -1],
    [1, 0.8],
    [-1, 0.8],
  ],
  drain: [
    [-1, -0.8],
    [1, -0.8],
    [0, 1],
  ],
  gap: [
    [0, -1.1],
    [1.1, 0],
    [0, 1.1],
    [-1.1, 0],
  ],
  alarm: Array.from({ length: 12 }, (_, corner): readonly [number, number] => [
    Math.sin((corner / 6) * Math.PI) * 0.9,
    Math.cos((corner / 6) * Math.PI) * 0.9,
  ]),
  bench: [
    [-0.8, -0.8],
    [0.8, -0.8],
    [0.8, 0.8],
    [-0.8, 0.8],
  ],
};

/** Draws those within the area; `xPxOf` says where a time is. */
export function drawAnnotations(
  canvas: CanvasRenderingContext2D,
  area: Area,
  annotations: readonly Annotation[],
  { palette, xPxOf }: { readonly palette: Palette; readonly xPxOf: (atMs: number) => number },
): void {
  canvas.save();
  for (const { kind, atMs } of annotations) {
    const xPx = Math.round(xPxOf(atMs)) + 0.5;
    if (xPx < area.left || xPx > area.right) continue;
    const isTrouble = kind === "gap" || kind === "alarm";
    const colour = isTrouble ? palette.lines[4] : palette.quiet;
    canvas.strokeStyle = colour;
    canvas.lineWidth = 1;
    canvas.setLineDash(LINE_DASH);
    canvas.beginPath();
    canvas.moveTo(xPx, area.top);
    canvas.lineTo(xPx, area.bottom);
    canvas.stroke();
    canvas.setLineDash([]);
    canvas.beginPath();
    for (const [x, y] of SHAPES[kind]) {
      canvas.lineTo(xPx + x * RADIUS_PX, area.bottom + y * RADIUS_PX);
    }
    canvas.closePath();
    canvas.strokeStyle = palette.panel;
    canvas.lineWidth = 2 * RIM_PX;
    canvas.stroke();
    canvas.fillStyle = colour;
    canvas.fill();
  }
  canvas.restore();
}
