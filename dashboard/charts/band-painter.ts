/** Paints the bands between percentiles on a canvas: one colour, the weaker the fewer events a band has. */

import type { Bands } from "./bands.ts";
import type { Area } from "./crosshair.ts";
import { clipTo } from "./line-painter.ts";

/** How strong the lowest band is, and each further one compared with the one below. */
const STRONGEST = 0.34;
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
  const xsPx = atMs.map(xPxOf);
  const halfPx = xPxOf(halfMs) - xPxOf(0);
  const runs = runsOf(edges[0] ?? []);
  canvas.save();
  clipTo(canvas, area);
  canvas.fillStyle = colour;
  canvas.globalAlpha = STRONGEST;
  let below: readonly number[] | undefined;
  for (const edge of edges) {
    const above = edge.map(yPxOf);
    if (below !== undefined) {
      canvas.fill(pathBetween(below, above, { xsPx, runs, halfPx }));
      canvas.globalAlpha *= WEAKER;
    }
    below = above;
  }
  canvas.restore();
}

interface Stretches {
  readonly xsPx: readonly number[];
  /** First and last, inclusive. */
  readonly runs: readonly (readonly [number, number])[];
  readonly halfPx: number;
}

function pathBetween(
  below: readonly number[],
  above: readonly number[],
  { xsPx, runs, halfPx }: Stretches,
): Path2D {
  const path = new Path2D();
  for (const [first, last] of runs) {
    const [lead, trail] = first === last ? [-halfPx, halfPx] : [0, 0];
    const lineTo = (ysPx: readonly number[], index: number, byPx: number) =>
      path.lineTo((xsPx[index] ?? 0) + byPx, ysPx[index] ?? 0);
    for (let index = first; index <= last; index++) lineTo(above, index, lead);
    for (let index = last; index >= first; index--) lineTo(below, index, trail);
    path.closePath();
  }
  return path;
}

/** The stretches between holes. */
function runsOf(edge: readonly number[]): (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const [index, value] of edge.entries()) {
    const run = runs.at(-1);
    if (Number.isNaN(value)) continue;
    if (run !== undefined && run[1] === index - 1) run[1] = index;
    else runs.push([index, index]);
  }
  return runs;
}
