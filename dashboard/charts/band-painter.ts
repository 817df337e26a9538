/** Paints the bands between percentiles on a canvas: one colour, the weaker the fewer events a band has. */

import type { Bands } from "./bands.ts";
import type { Area } from "./crosshair.ts";
import { clipTo } from "./line-painter.ts";

/** How strong the lowest band is, and each further one compared with the one below. */
const STRONGEST = 0.3;
const WEAKER = 0.62;

export interface BandPlaces {
  readonly colour: string;
  /** Half of the length of a stretch without neighbours, in ms. */
  readonly halfMs: number;
  /** Where a time and a value are, in CSS pixels. */
  readonly xPxOf: (atMs: number) => number;
  readonly yPxOf: (value: number) => number;
}

export function paintBands(
  canvas: CanvasRenderingContext2D,
  area: Area,
  { atMs, edges }: Bands,
  { colour, halfMs, xPxOf, yPxOf }: BandPlaces,
): void {
  const halfPx = xPxOf(halfMs) - xPxOf(0);
  const runs = runsOf(edges[0] ?? [], atMs.map(xPxOf), halfPx);
  canvas.save();
  clipTo(canvas, area);
  canvas.fillStyle = colour;
  canvas.globalAlpha = STRONGEST;
  let below: readonly number[] | undefined;
  for (const edge of edges) {
    const above = edge.map(yPxOf);
    if (below !== undefined) {
      canvas.fill(outlineOf(runs, below, above));
      canvas.globalAlpha *= WEAKER;
    }
    below = above;
  }
  canvas.restore();
}

function outlineOf(
  runs: readonly (readonly Station[])[],
  below: readonly number[],
  above: readonly number[],
): Path2D {
  const outline = new Path2D();
  for (const run of runs) outlineRun(outline, run, below, above);
  return outline;
}

/** A place along a band: at a stretch, by its index. */
export interface Station {
  readonly xPx: number;
  readonly stretch: number;
}

/** The places between holes, run by run. A stretch without neighbours has two, so that it is as long as it lasted. */
export function runsOf(
  edge: readonly number[],
  xsPx: readonly number[],
  halfPx: number,
): readonly (readonly Station[])[] {
  const runs: Station[][] = [];
  let isInHole = true;
  for (const [stretch, value] of edge.entries()) {
    const station = { xPx: xsPx[stretch] ?? 0, stretch };
    if (Number.isNaN(value)) isInHole = true;
    else if (isInHole) {
      runs.push([station]);
      isInHole = false;
    } else runs.at(-1)?.push(station);
  }
  return runs.map((run) => {
    const [{ xPx, stretch } = { xPx: 0, stretch: 0 }, second] = run;
    if (second !== undefined) return run;
    return [
      { xPx: xPx - halfPx, stretch },
      { xPx: xPx + halfPx, stretch },
    ];
  });
}

/** Goes around a run: along the upper edge, and back along the lower one. */
export function outlineRun(
  path: Pick<Path2D, "moveTo" | "lineTo" | "closePath">,
  run: readonly Station[],
  below: readonly number[],
  above: readonly number[],
): void {
  for (const [index, { xPx, stretch }] of run.entries()) {
    // Without a move, a line would come in from the run before.
    if (index === 0) path.moveTo(xPx, above[stretch] ?? 0);
    else path.lineTo(xPx, above[stretch] ?? 0);
  }
  for (let index = run.length - 1; index >= 0; index--) {
    const { xPx = 0, stretch = 0 } = run[index] ?? {};
    path.lineTo(xPx, below[stretch] ?? 0);
  }
  path.closePath();
}
