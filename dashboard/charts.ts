/**
 * The only file that uses Chart.js. A `PlotChart` draws one plot on one canvas: lines from whole arrays, no
 * animation, no parsing, points only on sparse lines; colours and dashes come from the stylesheet.
 */

import {
  Chart,
  type ChartDataset,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type Plugin,
  PointElement,
} from "chart.js";
import {
  type Bounds,
  decadeBounds,
  LINE_DASHES,
  LINE_WIDTHS,
  type LineStyle,
  type Palette,
  POINT_RADIUS,
  readPalette,
  steadyBounds,
} from "#drawing";
import { scalesOf } from "./chart-axes.ts";
import { drawDot, drawRule, drawTime } from "./crosshair.ts";
import type { Past } from "./past.ts";
import type { Plot, Series } from "./plots.ts";
import type { TimeRange } from "./store.ts";
import type { Point } from "./thinning.ts";
import type { Frame } from "./view.ts";

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Filler);

type LineChart = Chart<"line", Point[]>;
type AxisName = "x" | "left" | "right";

/** A line's smallest and largest value are drawn for each stretch of so many pixels. */
const STRETCH_PX = 2;
/** Rows closer together than this are dense. */
const PX_OF_DENSE_ROWS = 3;

export class PlotChart {
  readonly #canvas: HTMLCanvasElement;
  readonly #plot: Plot;
  readonly #past: Past;
  readonly #chart: LineChart;
  #palette: Palette;
  #drawn: Frame | undefined;
  #isDense = false;

  constructor(canvas: HTMLCanvasElement, plot: Plot, past: Past) {
    this.#canvas = canvas;
    this.#plot = plot;
    this.#past = past;
    this.#palette = readPalette(canvas.parentElement ?? document.body);
    this.#chart = new Chart<"line", Point[]>(canvas, {
      type: "line",
      data: { datasets: plot.series.map((series) => datasetOf(series, plot)) },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        events: [],
        maintainAspectRatio: false,
        layout: {
          padding: { top: 6, right: plot.series.some(({ axis }) => axis === "right") ? 0 : 12 },
        },
        scales: scalesOf(plot),
      },
      plugins: [this.#crosshair()],
    });
  }

  /** A moved crosshair does not change the lines. */
  draw(frame: Frame): void {
    const before = this.#drawn;
    this.#drawn = frame;
    if (before !== undefined && hasSameLines(before, frame)) {
      this.#chart.draw();
      return;
    }
    const isPainted = before?.isDark !== frame.isDark;
    if (isPainted) this.#paint();
    const isRestyled = this.#styleFor(frame.range);
    this.#setLines(frame);
    // An update without animations does not apply changed line options, such as colours.
    this.#chart.update(isPainted || isRestyled ? "default" : "none");
  }

  /** The hub's time under a horizontal position on the canvas, in CSS pixels. */
  timeAtPx(xPx: number): number | undefined {
    return this.#chart.scales.x?.getValueForPixel(xPx);
  }

  destroy(): void {
    this.#chart.destroy();
  }

  /** Dense lines are thin: wider ones take four times as long to draw without a GPU. Returns whether that changed. */
  #styleFor(range: TimeRange): boolean {
    const rows = (range.toMs - range.fromMs) / this.#past.storeFor(range).intervalMs;
    const isDense = rows * PX_OF_DENSE_ROWS > this.#canvas.clientWidth;
    if (isDense === this.#isDense) return false;
    this.#isDense = isDense;
    for (const [index, { line }] of this.#plot.series.entries()) {
      const dataset = this.#chart.data.datasets[index];
      if (dataset !== undefined) Object.assign(dataset, strokeOf(line, isDense));
    }
    return true;
  }

  #setLines({ range, source }: Frame): void {
    const store = this.#past.storeFor(range);
    this.#setBounds("x", { min: range.fromMs, max: range.toMs });
    for (const axis of ["left", "right"] as const) {
      const series = this.#plot.series.filter((candidate) => candidate.axis === axis);
      if (series.length === 0) continue;
      const summaries = series.map(({ column }) => store.summary(column(source), range));
      const largest = Math.max(0, ...summaries.map(({ max }) => max ?? 0));
      const smallest = Math.min(largest, ...summaries.map(({ min }) => min ?? largest));
      const isLog = this.#plot.scale === "log";
      // Deliveries and events rise and fall together: on equal axes one line would hide the other.
      const headroom = axis === "right" ? 2 : 1;
      this.#setBounds(
        axis,
        isLog ? decadeBounds(smallest, largest) : steadyBounds(largest * headroom),
      );
    }
    const stretches = Math.max(1, this.#canvas.clientWidth / STRETCH_PX);
    for (const [index, { column }] of this.#plot.series.entries()) {
      const dataset = this.#chart.data.datasets[index];
      if (dataset !== undefined) dataset.data = store.points(column(source), range, stretches);
    }
  }

  #setBounds(axis: AxisName, { min, max }: Bounds): void {
    const options = this.#chart.options.scales?.[axis];
    if (options !== undefined) Object.assign(options, { min, max });
  }

  #paint(): void {
    this.#palette = readPalette(this.#canvas.parentElement ?? document.body);
    const { lines, fill, grid, quiet } = this.#palette;
    for (const [index, { line, isFilled }] of this.#plot.series.entries()) {
      const dataset = this.#chart.data.datasets[index];
      if (dataset === undefined) continue;
      dataset.borderColor = lines[line];
      dataset.pointBackgroundColor = lines[line];
      dataset.backgroundColor = isFilled ? fill : "transparent";
    }
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

  /** A line at the shared time in every chart, and a dot on each line of the chart. */
  #crosshair(): Plugin<"line"> {
    return {
      id: "crosshair",
      afterDatasetsDraw: (chart) => {
        const frame = this.#drawn;
        if (frame?.cursorMs === undefined) return;
        const { lines, quiet, panel } = this.#palette;
        const { ctx, chartArea, scales } = chart;
        const xPx = scales.x?.getPixelForValue(frame.cursorMs) ?? 0;
        if (xPx < chartArea.left || xPx > chartArea.right) return;
        drawRule(ctx, xPx, chartArea, quiet);
        drawTime(ctx, xPx, chartArea, { atMs: frame.cursorMs, ground: quiet, ink: panel });
        const store = this.#past.storeFor(frame.range);
        for (const { column, axis, line } of this.#plot.series) {
          const value = store.valueNear(column(frame.source), frame.cursorMs);
          const yPx = value === undefined ? undefined : scales[axis]?.getPixelForValue(value);
          if (yPx !== undefined) drawDot(ctx, { xPx, yPx }, lines[line], panel);
        }
      },
    };
  }
}

function datasetOf(
  { axis, line, isFilled, label }: Series,
  { isSparse = false }: Plot,
): ChartDataset<"line", Point[]> {
  return {
    label,
    data: [],
    yAxisID: axis,
    ...strokeOf(line, false),
    borderDash: [...LINE_DASHES[line]],
    pointRadius: isSparse ? POINT_RADIUS : 0,
    pointBorderWidth: 0,
    // Keeps the full width of a line at zero, which lies on the edge.
    clip: { left: 0, right: 0, top: 2, bottom: 2 },
    spanGaps: false,
    fill: isFilled ? "origin" : false,
  };
}

function strokeOf(line: LineStyle, isDense: boolean) {
  return isDense
    ? ({ borderWidth: 1, borderJoinStyle: "bevel" } as const)
    : ({ borderWidth: LINE_WIDTHS[line], borderJoinStyle: "round" } as const);
}

function hasSameLines(a: Frame, b: Frame): boolean {
  return (
    a.revision === b.revision &&
    a.range.fromMs === b.range.fromMs &&
    a.range.toMs === b.range.toMs &&
    a.source === b.source &&
    a.isDark === b.isDark
  );
}
