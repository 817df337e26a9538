/**
 * The script within the HTML report: draws the plots that the page carries as JSON, and again when the
 * scheme changes or the page goes to a printer. Everything else of the page stands without it.
 */

import { readPalette } from "#drawing";
import type { ChartClass, LineChart } from "./page.tsx";
import { configure } from "./chart.ts";
import type { Plot } from "../plots/plot.ts";

/** Paper has more dots than a screen. */
const PRINT_SCALE = 3;

/** Draws all plots of the page with the chart library that it is given. */
export function drawPage(Chart: ChartClass): void {
  const plots: readonly Plot[] = JSON.parse(document.querySelector("#plots")?.textContent ?? "[]");
  let charts: LineChart[] = [];
  const redraw = (scale: number) => {
    for (const chart of charts) chart.destroy();
    charts = drawAll(Chart, plots, scale);
  };
  const onPrint = (isPrinting: boolean) => {
    document.documentElement.toggleAttribute("data-printing", isPrinting);
    redraw(isPrinting ? PRINT_SCALE : devicePixelRatio);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    redraw(devicePixelRatio),
  );
  addEventListener("beforeprint", () => onPrint(true));
  addEventListener("afterprint", () => onPrint(false));
  redraw(devicePixelRatio);
  document.documentElement.dataset.drawn = "";
}

function drawAll(Chart: ChartClass, plots: readonly Plot[], scale: number): LineChart[] {
  const palette = readPalette(document.body);
  return [...document.querySelectorAll<HTMLCanvasElement>("canvas[data-plot]")].flatMap(
    (canvas) => {
      const plot = plots[Number(canvas.dataset.plot)];
      return plot === undefined ? [] : [new Chart(canvas, configure(plot, palette, scale))];
    },
  );
}
