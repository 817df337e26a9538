/**
 * The colours that a canvas needs, read from the stylesheet's custom properties, so that both schemes
 * have one source. The four lines differ in brightness and dash too: no hue is needed to tell them apart.
 */

import type { LineStyle } from "./plots.ts";

/** Lengths of dash and space, in CSS pixels; legends and charts share them. */
export const LINE_DASHES: Readonly<Record<LineStyle, readonly number[]>> = {
  1: [],
  2: [7, 3],
  3: [],
  4: [2, 3],
};

/** In CSS pixels. */
export const LINE_WIDTHS: Readonly<Record<LineStyle, number>> = { 1: 1.5, 2: 1.5, 3: 1.75, 4: 1.5 };

export interface Palette {
  readonly lines: Readonly<Record<LineStyle, string>>;
  readonly fill: string;
  readonly grid: string;
  readonly text: string;
  readonly panel: string;
}

/** Reads the colours as they are computed where `canvas` stands. */
export function readPalette(canvas: HTMLCanvasElement): Palette {
  const probe = document.createElement("span");
  canvas.parentElement?.append(probe);
  const colour = (property: string) => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  const palette: Palette = {
    lines: {
      1: colour("--line-1"),
      2: colour("--line-2"),
      3: colour("--line-3"),
      4: colour("--line-4"),
    },
    fill: colour("--fill"),
    grid: colour("--grid"),
    text: colour("--text-quiet"),
    panel: colour("--panel"),
  };
  probe.remove();
  return palette;
}
