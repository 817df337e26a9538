/** The colours that the report's charts need, read from the stylesheet so that both schemes have one source. */

import type { LineStyle } from "../plots/plot.ts";

export interface Palette {
  readonly lines: Readonly<Record<LineStyle, string>>;
  readonly fill: string;
  readonly grid: string;
  readonly text: string;
  readonly quiet: string;
  readonly panel: string;
  readonly edge: string;
}

/** Reads the colours as they are computed: a custom property itself holds both schemes'. */
export function readPalette(): Palette {
  const probe = document.createElement("span");
  document.body.append(probe);
  const colour = (property: string) => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    lines: {
      1: colour("--line-1"),
      2: colour("--line-2"),
      3: colour("--line-3"),
      4: colour("--line-4"),
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

export function paler(colour: string): string {
  return `color-mix(in srgb, ${colour} 45%, transparent)`;
}
