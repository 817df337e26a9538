/**
 * The chart of a search for the highest rate: percentiles over the rates that were tried. The series are named
 * `curve.…` in a result, and share their positions instead of a time step.
 */

import type { Metrics } from "../../result/result.ts";
import { logAxis, rateAxis, type LineStyle } from "#drawing";
import { formatMetric, formatNumber } from "../figures.ts";
import { extremes, labelled, type Line, type Plot, type Run, type Table } from "./plot.ts";

/** The series with the positions on the axis. */
const RATES = "curve.rate_per_second";
const LEVEL = /^curve\.(?<family>.+)\.(?<level>p50|p90|p99|max)_ms$/;
const STYLES: ReadonlyMap<string, LineStyle> = new Map([
  ["p50", 1],
  ["p90", 2],
  ["p99", 3],
  ["max", 4],
]);

export function ratePlots(runs: readonly Run[]): Plot[] {
  const lines = runs.flatMap(linesOf);
  if (lines.length === 0) return [];
  const [smallest, largest] = extremes(lines);
  const rates = lines.flatMap(({ points }) => points.map(({ x }) => x));
  return [
    {
      title: "Latency over rate",
      meaning: `Each point is a rate that was tried. ${outcomeOf(runs)}Both scales are logarithmic.`,
      x: rateAxis(Math.min(...rates), Math.max(...rates), { title: "Events", unit: "/s" }),
      y: logAxis(smallest, largest, { title: "Latency", unit: "ms" }),
      lines,
      table: tableOf(lines),
    },
  ];
}

function linesOf(run: Run): Line[] {
  const { series } = run.scenario;
  const rates = series[RATES]?.values ?? [];
  return Object.entries(series).flatMap(([name, { values }]) => {
    const { level = "" } = LEVEL.exec(name)?.groups ?? {};
    const style = STYLES.get(level);
    if (style === undefined) return [];
    const points = rates.flatMap((x, place) =>
      x === null || x <= 0 ? [] : [{ x, y: values[place] ?? null }],
    );
    return points.some(({ y }) => y !== null)
      ? [{ label: labelled(level, run), style, isBase: run.isBase, isMarked: true, points }]
      : [];
  });
}

/** What the newest run's search found. */
function outcomeOf(runs: readonly Run[]): string {
  const metrics: Metrics = runs.at(-1)?.scenario.metrics ?? {};
  const held = metrics["rate_at_objective.events_per_second"];
  const knee = metrics["knee.events_per_second"];
  return [
    ...(held?.value == null ? [] : [`The objective was met up to ${formatMetric(held)}. `]),
    ...(knee?.value == null ? [] : [`Latency bends at ${formatMetric(knee)}. `]),
  ].join("");
}

function tableOf(lines: readonly Line[]): Table {
  const rates = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))];
  const byLine = lines.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])));
  return {
    head: ["events/s", ...lines.map(({ label }) => `${label}, ms`)],
    rows: rates
      .toSorted((a, b) => a - b)
      .map((rate) => [formatNumber(rate)].concat(byLine.map((line) => msOf(line.get(rate))))),
  };
}

function msOf(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? "–" : formatNumber(ms);
}
