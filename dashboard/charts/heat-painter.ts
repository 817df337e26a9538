/** Paints a heat map's cells on a canvas, each as strong as its share. */

import type { Area } from "./crosshair.ts";
import { type HeatMap, strengthOf } from "./heat-map.ts";

/** Fewer strengths than shares: the colour is set once for each. */
const STRENGTHS = 24;

export interface HeatPlaces {
  readonly colour: string;
  /** Where a time is, in CSS pixels. */
  readonly xPxOf: (atMs: number) => number;
}

export function paintHeat(
  canvas: CanvasRenderingContext2D,
  area: Area,
  heat: HeatMap,
  { colour, xPxOf }: HeatPlaces,
): void {
  const { cellMs, firstMs, columns, rows, shares } = heat;
  const rowPx = (area.bottom - area.top) / rows;
  const paths = new Map<number, Path2D>();
  for (let column = 0; column < columns; column++) {
    const fromPx = Math.round(Math.max(area.left, xPxOf(firstMs + column * cellMs)));
    const toPx = Math.round(Math.min(area.right, xPxOf(firstMs + (column + 1) * cellMs)));
    if (toPx <= fromPx) continue;
    for (let row = 0; row < rows; row++) {
      const strength = Math.ceil(strengthOf(shares[column * rows + row] ?? 0) * STRENGTHS);
      if (strength === 0) continue;
      const path = paths.get(strength) ?? new Path2D();
      paths.set(strength, path);
      const topPx = Math.round(area.bottom - (row + 1) * rowPx);
      path.rect(fromPx, topPx, toPx - fromPx, Math.round(area.bottom - row * rowPx) - topPx);
    }
  }
  canvas.save();
  canvas.fillStyle = colour;
  for (const [strength, path] of paths) {
    canvas.globalAlpha = strength / STRENGTHS;
    canvas.fill(path);
  }
  canvas.restore();
}
