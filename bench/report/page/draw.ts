/**
 * The script of the page: draws the plots that the page carries as JSON, and redraws them when a reader zooms, the
 * colour scheme changes or the page is printed. The rest of the page works without it.
 */

import { type Bounds, type Palette, readPalette } from "#drawing";
import type { Plot } from "../plots/plot.ts";
import { configure, titleAt } from "./chart.ts";
import type { ChartClass, LineChart } from "./page.tsx";
import { listen } from "./zoom-input.ts";
import { isWhole, plotWithin } from "./zoom.ts";

/** Paper has a higher resolution than a screen. */
const PRINT_SCALE = 3;

/** Draws all plots of the page with the given chart library. */
export function drawPage(Chart: ChartClass): void {
  document.documentElement.dataset.scripted = "";
  const plots: readonly Plot[] = JSON.parse(document.querySelector("#plots")?.textContent ?? "[]");
  const drawings = [...document.querySelectorAll<HTMLCanvasElement>("canvas[data-plot]")].flatMap(
    (canvas) => {
      const plot = plots[Number(canvas.dataset.plot)];
      return plot === undefined ? [] : [new Drawing(Chart, canvas, plot)];
    },
  );
  const redraw = (scale: number) => {
    const palette = readPalette(document.body);
    for (const drawing of drawings) drawing.draw(palette, scale);
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

/** A plot on its canvas, and the part of it that is visible. */
class Drawing {
  readonly #Chart: ChartClass;
  readonly #canvas: HTMLCanvasElement;
  readonly #plot: Plot;
  readonly #zoomed: HTMLElement | null;
  #view: Bounds;
  #chart: LineChart | undefined;
  #inks: readonly [palette: Palette, scale: number] | undefined;

  constructor(Chart: ChartClass, canvas: HTMLCanvasElement, plot: Plot) {
    this.#Chart = Chart;
    this.#canvas = canvas;
    this.#plot = plot;
    this.#view = plot.x;
    this.#zoomed = canvas.closest("figure")?.querySelector<HTMLElement>(".zoomed") ?? null;
    const look = (view: Bounds) => this.#look(view);
    this.#zoomed?.querySelector("button")?.addEventListener("click", () => {
      look(plot.x);
      canvas.focus();
    });
    listen({
      canvas,
      axis: plot.x,
      view: () => this.#view,
      valueAt: (xPx) => this.#chart?.scales.x?.getValueForPixel(xPx) ?? this.#view.min,
      look,
    });
  }

  draw(palette: Palette, scale: number): void {
    this.#inks = [palette, scale];
    this.#chart?.destroy();
    this.#chart = new this.#Chart(this.#canvas, this.#configuration(palette, scale));
  }

  #look(view: Bounds): void {
    this.#view = { min: view.min, max: view.max };
    this.#say();
    const { options } = this.#inks === undefined ? {} : this.#configuration(...this.#inks);
    if (this.#chart === undefined || options === undefined) return;
    this.#chart.options = options;
    this.#chart.update("none");
  }

  /** Shows the visible range, unless it is the whole axis. */
  #say(): void {
    if (this.#zoomed === null) return;
    const { x } = this.#plot;
    this.#zoomed.hidden = isWhole(x, this.#view);
    const output = this.#zoomed.querySelector("output");
    const { min, max } = this.#view;
    if (output !== null) output.value = `${titleAt(x, min)} to ${titleAt(x, max)}`;
  }

  #configuration(palette: Palette, scale: number) {
    return configure(plotWithin(this.#plot, this.#view), palette, scale);
  }
}
