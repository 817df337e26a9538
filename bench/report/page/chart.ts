/** A plot as the chart library's configuration: lines, axes with our own ticks, and the tooltip. */

import {
  AXIS_FONT,
  type Axis,
  LINE_DASHES,
  LINE_WIDTHS,
  type Palette,
  POINT_RADIUS,
} from "#drawing";
import type { Point } from "../plots/curves.ts";
import { formatNumber } from "../figures.ts";
import type { LineConfiguration } from "./page.tsx";
import type { Line, Plot } from "../plots/plot.ts";

type Dataset = LineConfiguration["data"]["datasets"][number];

/** Width of the base's lines, in CSS pixels. */
const BASE_WIDTH = 1.25;
/** The parts of a chart's scale that are set here. */
interface ScaleTicks {
  ticks: { value: number; label?: string | string[] }[];
}

export function configure(
  { lines, x, y }: Plot,
  palette: Palette,
  scale: number,
): LineConfiguration {
  // An area has to stand on zero, which a logarithmic axis does not have.
  const isArea = lines.length === 1 && y.scale === "linear";
  return {
    type: "line",
    // The first is drawn on top.
    data: { datasets: lines.map((line) => datasetOf(line, isArea, palette)) },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      maintainAspectRatio: false,
      devicePixelRatio: scale,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      layout: { padding: { top: 6, right: 14 } },
      scales: { x: scaleOf(x, palette), y: scaleOf(y, palette) },
      plugins: { tooltip: tooltipOf(x, y, palette) },
    },
  };
}

function datasetOf(line: Line, isArea: boolean, palette: Palette): Dataset {
  const { label, style, isBase, isMarked = false, points } = line;
  const colour = palette.lines[style];
  return {
    label,
    data: points.map(({ x, y }) => ({ x, y: y ?? Number.NaN })),
    borderColor: isBase ? paler(colour) : colour,
    backgroundColor: isArea ? palette.fill : colour,
    fill: isArea ? "origin" : false,
    borderWidth: isBase ? BASE_WIDTH : LINE_WIDTHS[style],
    borderDash: [...LINE_DASHES[style]],
    borderJoinStyle: "round",
    pointRadius: points.map((_, index) => (isMarked || isLonely(points, index) ? POINT_RADIUS : 0)),
    pointHoverRadius: 3,
    // Points at the edge are drawn whole; a line that leaves the scale is cut.
    clip: { left: POINT_RADIUS + 1, right: POINT_RADIUS + 1, top: POINT_RADIUS + 1, bottom: 0 },
    pointBackgroundColor: colour,
    order: isBase ? 1 : 0,
  };
}

function isLonely(points: readonly Point[], index: number): boolean {
  const hasValue = (at: number) => (points[at]?.y ?? null) !== null;
  return hasValue(index) && !hasValue(index - 1) && !hasValue(index + 1);
}

function scaleOf(axis: Axis, { grid, quiet }: Palette) {
  return {
    type: axis.scale === "log" ? ("logarithmic" as const) : ("linear" as const),
    min: axis.min,
    max: axis.max,
    border: { display: false },
    grid: { color: grid, drawTicks: false },
    ticks: {
      color: quiet,
      font: AXIS_FONT,
      padding: 6,
      autoSkip: false,
      maxRotation: 0,
      callback: (value: number | string) => labelAt(axis, Number(value)),
    },
    afterBuildTicks: (scale: ScaleTicks) => {
      scale.ticks = axis.ticks.map(({ value }) => ({ value }));
    },
  };
}

function labelAt({ ticks }: Axis, value: number): string {
  return ticks.find((tick) => tick.value === value)?.label ?? "";
}

function tooltipOf(x: Axis, y: Axis, { panel, text, edge }: Palette) {
  const figure = (value: number | null, unit: string) =>
    value === null || Number.isNaN(value) ? "–" : `${formatNumber(value)} ${unit}`.trim();
  return {
    backgroundColor: panel,
    titleColor: text,
    bodyColor: text,
    borderColor: edge,
    borderWidth: 1,
    displayColors: false,
    callbacks: {
      title: ([item]: { readonly parsed: { readonly x: number | null } }[]) =>
        titleAt(x, item?.parsed.x ?? 0),
      label: (item: {
        readonly dataset: { readonly label?: string | undefined };
        readonly parsed: { readonly y: number | null };
      }) => `${item.dataset.label ?? ""}  ${figure(item.parsed.y, y.unit)}`,
    },
  };
}

/** A value on an axis; percentiles have as many digits as they need. */
export function titleAt({ kind, unit }: Axis, value: number): string {
  if (kind !== "percentile") return `${formatNumber(value)} ${unit}`.trim();
  const digits = Math.max(0, Math.ceil(Math.log10(value)) - 1);
  return `${(100 - 100 / value).toFixed(digits)} %`;
}

function paler(colour: string): string {
  return `color-mix(in srgb, ${colour} 45%, transparent)`;
}
