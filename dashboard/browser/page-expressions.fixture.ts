/** Expressions that browser tests evaluate in the page, for figures, charts and grids. */

import { PANELS, type PanelName } from "../view/view.ts";

/** The key that leads to a panel. */
export function panelKey(panel: PanelName): string {
  return String(PANELS.findIndex(({ name }) => name === panel) + 1);
}

export function hasFocus(selector: string): string {
  return `document.activeElement?.matches(${JSON.stringify(selector)}) === true`;
}

/** Whether the last cell of a row is seen once its grid is scrolled to its end. */
export function showsLastCell(row: string): string {
  return `(() => {
    const cell = document.querySelector(${JSON.stringify(row)}).lastElementChild;
    cell.closest("[role=grid]").scrollLeft = cell.offsetLeft;
    const { left, right, top, bottom } = cell.getBoundingClientRect();
    return cell.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
  })()`;
}

/** The number that a headline figure shows. */
export function metric(name: string): string {
  return numberIn(`document.querySelector("[data-metric=${name}]")?.textContent`);
}

/** A thousand and more are written with commas. */
function numberIn(text: string): string {
  return `Number(${text}.replace(/,/g, ""))`;
}

export function metricIs(name: string, value: number): string {
  return `${metric(name)} === ${value}`;
}

/** A cell of a chart's table, in the row of one of its lines. */
export function tableCell(plot: string, row: string, column: "now" | "min" | "max"): string {
  const index = ["now", "min", "max"].indexOf(column);
  const rows = `[...document.querySelectorAll("[data-plot=${plot}] tbody tr")]`;
  return `${rows}.find((row) => row.querySelector("th").textContent === "${row}").querySelectorAll("td")[${index}].textContent`;
}

export function tableNumber(plot: string, row: string, column: "now" | "min" | "max"): string {
  return numberIn(tableCell(plot, row, column));
}

/**
 * Whether the canvas has pixels in the colour that the first line of all plots has; read from a copy, so as not to slow it
 * down.
 */
export function hasLine(plot: string): string {
  return `(() => {
    const canvas = document.querySelector("[data-chart=${plot}]");
    const colour = getComputedStyle(document.querySelector(".legend .line-1")).color.match(/\\d+/g).map(Number);
    const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] > 60 && colour.every((value, index) => Math.abs(data[at + index] - value) < 40)) found++;
    }
    return found >= 3;
  })()`;
}
