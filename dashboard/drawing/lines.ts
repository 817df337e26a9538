/**
 * The line styles, and the colours for canvases, read from the custom properties of base.css, so that both schemes
 * have one source. The first five lines also differ in brightness and dash, so that they can be told apart without hue.
 */

/**
 * A line style. The first five have a colour of their own, each with its own brightness and dash; the others, for charts
 * of more lines, repeat a colour with another dash.
 */
export type LineStyle = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
export const LINE_STYLES: readonly LineStyle[] = [1, 2, 3, 4, 5, 6, 7, 8];

/** Lengths of dash and space, in CSS pixels; legends and charts share them. */
export const LINE_DASHES: Readonly<Record<LineStyle, readonly number[]>> = {
  1: [],
  2: [7, 3],
  3: [],
  4: [2, 3],
  5: [8, 3, 2, 3],
  6: [2, 5],
  7: [5, 5],
  8: [8, 3, 2, 3, 2, 3],
};

/** In CSS pixels. */
export const LINE_WIDTHS: Readonly<Record<LineStyle, number>> = {
  1: 1.5,
  2: 1.5,
  3: 1.75,
  4: 1.5,
  5: 1.5,
  6: 1.5,
  7: 1.5,
  8: 1.5,
};

/** Radius of the dot for a value without a neighbour to draw a line to, in CSS pixels. */
export const POINT_RADIUS = 2.5;

/** The font of axis labels. */
export const AXIS_FONT = { size: 11, family: "system-ui, sans-serif" };

export interface Palette {
  readonly lines: Readonly<Record<LineStyle, string>>;
  readonly fill: string;
  readonly grid: string;
  readonly text: string;
  readonly quiet: string;
  readonly panel: string;
  readonly edge: string;
}

/** Reads the computed colours within `place`; the custom property itself contains both schemes' values. */
export function readPalette(place: Element): Palette {
  const probe = document.createElement("span");
  // Where colours are forced, all would be that of text, and none transparent.
  probe.style.forcedColorAdjust = "none";
  place.append(probe);
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
      5: colour("--line-5"),
      6: colour("--line-6"),
      7: colour("--line-7"),
      8: colour("--line-8"),
    },
    fill: colour("--fill"),
    grid: colour("--grid"),
    text: colour("--text"),
    quiet: colour("--text-quiet"),
    panel: colour("--panel"),
    edge: colour("--edge"),
  };
  probe.remove();
  return palette;
}
