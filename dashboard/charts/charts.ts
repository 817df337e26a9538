/**
 * The only file that uses Chart.js, which lays out and draws the axes and follows the canvas's size. A `PlotChart` draws
 * one plot on one canvas, and only if there is something new to see: no animation, lines from whole arrays, axes laid
 * out anew only when they change. Colours and dashes come from the stylesheet.
 */

import { Chart, LinearScale, LogarithmicScale, type Plugin } from "chart.js";
import { type Bounds, decadeBounds, type Palette, readPalette, steadyBounds } from "#drawing";
import { drawAnnotations } from "./annotation-marks.ts";
import { hasSameMarks, textNear } from "../view/annotations.ts";
import { paintBands } from "./band-painter.ts";
import { bandsBetween } from "./bands.ts";
import { scalesOf, wholePixels } from "./chart-axes.ts";
import { drawDot, drawRule, drawTime } from "./crosshair.ts";
import { countedHeatOf, heatOf, shortestMs } from "./heat-map.ts";
import { paintHeat } from "./heat-painter.ts";
import { type PaintedLine, paintLines } from "./line-painter.ts";
import { MovingLine } from "./moving-line.ts";
import { isBucketed } from "../past/hub-store.ts";
import type { Past } from "../past/past.ts";
import type { Plot } from "./plots.ts";
import type { SampleStore } from "../past/store.ts";
import { HALF_SHARE, type ThinnedLine } from "../past/thinning.ts";
import type { Frame } from "../view/view.ts";

Chart.register(LinearScale, LogarithmicScale);

type AxisName = "x" | "left" | "right";

/** A line's smallest and largest value are drawn for each stretch of so many pixels. */
const STRETCH_PX = 2;
/** The width of a heat map's cell, at least. */
const CELL_PX = 6;
/** A crosshair this close to a mark tells what it is. */
const NEAR_MARK_PX = 5;
/** Rows closer together than this are dense. */
const PX_OF_DENSE_ROWS = 3;
/** With more rows than this in a stretch, lines are all ups and downs: no dash of theirs can be made out. */
const ROWS_OF_DASHES = 2;
/** A line that moves less than a pixel is drawn once a second; the hub's seconds are not all equally long. */
const LEAST_MS = 900;

/** What the chart shows at the moment. */
interface Drawn<Name extends string> {
  readonly frame: Frame;
  readonly store: SampleStore<Name>;
  readonly revision: number;
  readonly generation: number;
  readonly lines: readonly ThinnedLine[];
  readonly isDense: boolean;
  readonly isDashed: boolean;
}

export class PlotChart<Name extends string> {
  readonly #canvas: HTMLCanvasElement;
  readonly #plot: Plot<Name>;
  readonly #past: Past<Name>;
  readonly #chart: Chart;
  readonly #lines: readonly MovingLine<Name>[];
  readonly #bounds = new Map<AxisName, Bounds>();
  #palette: Palette;
  #drawn: Drawn<Name> | undefined;
  /** The newest frame, also while the canvas is not displayed. */
  #frame: Frame | undefined;

  constructor(canvas: HTMLCanvasElement, plot: Plot<Name>, past: Past<Name>) {
    this.#canvas = canvas;
    this.#plot = plot;
    this.#past = past;
    this.#lines = plot.series.map(() => new MovingLine<Name>());
    this.#palette = readPalette(canvas.parentElement ?? document.body);
    this.#chart = new Chart(canvas, {
      type: "line",
      data: { datasets: [] },
      options: {
        animation: false,
        events: [],
        maintainAspectRatio: false,
        layout: {
          padding: { top: 6, right: plot.series.some(({ axis }) => axis === "right") ? 0 : 12 },
        },
        scales: scalesOf(plot),
        // Chart.js then draws at the new size.
        onResize: () => this.#prepare(),
      },
      plugins: [this.#painter()],
    });
  }

  draw(frame: Frame): void {
    this.#frame = frame;
    // An enlarged chart hides the others.
    if (this.#canvas.clientWidth === 0 || !this.#hasNews(frame)) return;
    if (this.#prepare()) this.#chart.update("none");
    else this.#chart.draw();
  }

  /** The hub's time under a horizontal position on the canvas, in CSS pixels. */
  timeAtPx(xPx: number): number | undefined {
    return this.#chart.scales.x?.getValueForPixel(xPx);
  }

  destroy(): void {
    this.#chart.destroy();
  }

  /** Whether the frame looks different from what is drawn. */
  #hasNews(frame: Frame): boolean {
    if (this.#drawn === undefined) return true;
    const { frame: before, store, revision, generation } = this.#drawn;
    if (this.#past.storeFor(frame.range) !== store || store.generation !== generation) return true;
    if (before.source !== frame.source || before.colours !== frame.colours) return true;
    if (before.cursorMs !== frame.cursorMs) return true;
    if (!hasSameMarks(before.annotations, frame.annotations)) return true;
    const { min, max } = this.#shown(frame);
    const shown = this.#bounds.get("x");
    if (min !== shown?.min || max !== shown.max) return true;
    const isDue = Math.abs(frame.range.toMs - before.range.toMs) >= LEAST_MS;
    return isDue && store.revision !== revision;
  }

  /** Makes the lines and the axes ready; returns whether the axes have to be laid out anew. */
  #prepare(): boolean {
    const frame = this.#frame;
    if (frame === undefined) return false;
    const { range, source, colours } = frame;
    const isPainted = this.#drawn?.frame.colours !== colours;
    if (isPainted) this.#paint();
    const store = this.#past.storeFor(range);
    const rows = (range.toMs - range.fromMs) / store.intervalMs;
    const widthPx = this.#canvas.clientWidth;
    const stretches = Math.max(1, widthPx / STRETCH_PX);
    this.#drawn = {
      frame,
      store,
      revision: store.revision,
      generation: store.generation,
      lines: this.#plot.series.map(
        ({ column }, index) =>
          this.#lines[index]?.over(store, column(source), range, stretches) ??
          store.lineOver(range),
      ),
      isDense: rows * PX_OF_DENSE_ROWS > widthPx,
      // Bands tell their lines apart by order alone.
      isDashed: this.#plot.hasBands !== true || rows <= ROWS_OF_DASHES * stretches,
    };
    return this.#setAllBounds(frame, store) || isPainted;
  }

  /** Returns whether any has changed. */
  #setAllBounds(frame: Frame, store: SampleStore<Name>): boolean {
    const { range, source } = frame;
    let isChanged = this.#setBounds("x", this.#shown(frame));
    for (const axis of ["left", "right"] as const) {
      const series = this.#plot.series.filter((candidate) => candidate.axis === axis);
      if (series.length === 0) continue;
      const summaries = series.map(({ column }) => store.summary(column(source), range));
      const largest = Math.max(0, ...summaries.map(({ max }) => max ?? 0));
      const smallest = Math.min(
        largest,
        ...summaries.map(({ min }) => min ?? largest),
        (this.#plot.heat && shortestMs(store, source, range)) ?? largest,
      );
      const isLog = this.#plot.scale === "log";
      // Deliveries and events rise and fall together: on equal axes one line would hide the other.
      const headroom = axis === "right" ? 2 : 1;
      const bounds = isLog
        ? decadeBounds(smallest, largest)
        : steadyBounds(largest * headroom, axis === "left" ? this.#plot.least : undefined);
      isChanged = this.#setBounds(axis, bounds) || isChanged;
    }
    return isChanged;
  }

  #shown({ range }: Frame): Bounds {
    const { fromMs, toMs } = wholePixels(range, this.#canvas.clientWidth);
    return { min: fromMs, max: toMs };
  }

  #setBounds(axis: AxisName, bounds: Bounds): boolean {
    const before = this.#bounds.get(axis);
    if (before?.min === bounds.min && before.max === bounds.max) return false;
    this.#bounds.set(axis, bounds);
    Object.assign(this.#chart.options.scales?.[axis] ?? {}, bounds);
    return true;
  }

  #paint(): void {
    this.#palette = readPalette(this.#canvas.parentElement ?? document.body);
    const { grid, quiet } = this.#palette;
    for (const [name, axis] of Object.entries(this.#chart.options.scales ?? {})) {
      Object.assign(axis?.grid ?? {}, { color: grid });
      Object.assign(axis?.ticks ?? {}, { color: this.#axisColour(name) ?? quiet });
    }
  }

  /** With two axes, each has the colour of its line. */
  #axisColour(name: string): string | undefined {
    const { series } = this.#plot;
    if (!series.some(({ axis }) => axis === "right")) return undefined;
    const own = series.find(({ axis }) => axis === name);
    return own === undefined ? undefined : this.#palette.lines[own.line];
  }

  #painter(): Plugin<"line"> {
    return {
      id: "painter",
      afterDatasetsDraw: ({ ctx, chartArea, scales: { x } }) => {
        if (this.#drawn === undefined || x === undefined) return;
        if (this.#plot.heat === undefined) {
          if (this.#plot.hasBands === true) this.#paintBands(this.#drawn);
          paintLines(ctx, chartArea, this.#paintedLines(this.#drawn));
        } else this.#paintHeat(this.#drawn, this.#plot.heat);
        drawAnnotations(ctx, chartArea, this.#drawn.frame.annotations, {
          palette: this.#palette,
          xPxOf: (atMs) => x.getPixelForValue(atMs),
        });
        this.#drawCrosshair(this.#drawn);
      },
    };
  }

  #paintHeat({ frame, store }: Drawn<Name>, columnOf: NonNullable<Plot<Name>["heat"]>): void {
    const { ctx, chartArea, scales } = this.#chart;
    const [bounds, { x }] = [this.#bounds.get("left"), scales];
    if (bounds === undefined || x === undefined) return;
    const { range, source } = frame;
    const grid = { range, bounds, columns: chartArea.width / CELL_PX };
    const heat = isBucketed(source)
      ? countedHeatOf(store, { ...grid, name: source })
      : heatOf(store, { ...grid, columnOf: (percentile) => columnOf(source, percentile) });
    paintHeat(ctx, chartArea, heat, {
      colour: this.#palette.lines[1],
      xPxOf: (atMs) => x.getPixelForValue(atMs),
    });
  }

  #paintBands({ lines }: Drawn<Name>): void {
    const { ctx, chartArea, scales } = this.#chart;
    const { x, left } = scales;
    if (x === undefined || left === undefined) return;
    paintBands(ctx, chartArea, bandsBetween(lines), {
      colour: this.#palette.lines[1],
      halfMs: (lines[0]?.stretchMs ?? 0) * HALF_SHARE,
      xPxOf: (atMs) => x.getPixelForValue(atMs),
      yPxOf: (value) => left.getPixelForValue(value),
    });
  }

  #paintedLines({ lines, isDense, isDashed }: Drawn<Name>): PaintedLine[] {
    const { scales } = this.#chart;
    return this.#plot.series.flatMap(({ axis, line: style, isFilled }, index) => {
      const [line, x, y] = [lines[index], scales.x, scales[axis]];
      if (line === undefined || x === undefined || y === undefined) return [];
      return {
        line,
        style,
        colour: this.#palette.lines[style],
        fill: isFilled ? this.#palette.fill : undefined,
        isDense,
        isDashed,
        hasDots: this.#plot.isSparse ?? false,
        xPxOf: (atMs: number) => x.getPixelForValue(atMs),
        yPxOf: (value: number) => y.getPixelForValue(value),
      };
    });
  }

  /** A line at the shared time in every chart, and a dot on each line of the chart. */
  #drawCrosshair({ frame, store }: Drawn<Name>): void {
    const { cursorMs, source, range } = frame;
    if (cursorMs === undefined) return;
    const { lines, quiet, panel } = this.#palette;
    const { ctx, chartArea, scales } = this.#chart;
    const xPx = scales.x?.getPixelForValue(cursorMs) ?? 0;
    if (xPx < chartArea.left || xPx > chartArea.right) return;
    drawRule(ctx, xPx, chartArea, quiet);
    const nearMs = (NEAR_MARK_PX * (range.toMs - range.fromMs)) / Math.max(1, chartArea.width);
    const note = textNear(frame.annotations, cursorMs, nearMs);
    drawTime(ctx, xPx, chartArea, { atMs: cursorMs, note, ground: quiet, ink: panel });
    for (const { column, axis, line } of this.#plot.series) {
      const value = store.valueNear(column(source), cursorMs);
      const yPx = value === undefined ? undefined : scales[axis]?.getPixelForValue(value);
      if (yPx !== undefined) drawDot(ctx, { xPx, yPx }, lines[line], panel);
    }
  }
}
