/**
 * The charts of a scenario: of one result, or of two overlaid ones. They follow from the names in a result, so a new
 * series or histogram is drawn without a change here. This file makes those over time: one for each family of
 * percentiles, and one for each other series.
 */

import type { Series } from "../../result/result.ts";
import { linearAxis, logAxis, type LineStyle } from "#drawing";
import { curvePlots } from "./curve-plots.ts";
import type { Point } from "./curves.ts";
import { formatNumber } from "../figures.ts";
import {
  extremes,
  hasFigures,
  inWords,
  labelled,
  type Line,
  type Plot,
  type Run,
  secondsAxis,
  type Table,
  titled,
} from "./plot.ts";
import { ratePlots } from "./rate-plots.ts";

const PERCENTILE = /^(?<family>.+)\.(?:p50|p90|p99|max)_ms$/;
const LEVELS: readonly (readonly [level: string, style: LineStyle])[] = [
  ["p50", 1],
  ["p90", 2],
  ["p99", 3],
  ["max", 4],
];
/** A longer table would be harder to read. */
const MAX_ROWS = 60;

const UNITS: readonly (readonly [suffix: string, unit: string, words: string])[] = [
  ["_per_second", "/s", " per second"],
  ["_per_minute", "/min", " per minute"],
  ["_per_100ms", "/100 ms", " per 100 ms"],
  ["_ms", "ms", ""],
  ["_us", "µs", ""],
  ["_kb", "kB", ""],
  ["_mb", "MB", ""],
  ["_bytes", "B", ""],
  ["_percent", "%", ""],
];

export function plotsOf(runs: readonly Run[]): Plot[] {
  return [...ratePlots(runs), ...percentilePlots(runs), ...curvePlots(runs), ...otherPlots(runs)];
}

/** p50, p90, p99 and the maximum of a family, as far as there are series of them. */
function percentilePlots(runs: readonly Run[]): Plot[] {
  const names = seriesNames(runs).flatMap((name) => PERCENTILE.exec(name)?.groups?.family ?? []);
  return [...new Set(names)].flatMap((family) => {
    const lines = LEVELS.flatMap(([level, style]) =>
      linesOf(
        `${family}.${level}_ms`,
        level,
        style,
        runs.filter((run) => hasFigures(family, run)),
      ),
    );
    if (lines.length === 0) return [];
    const [smallest, largest] = extremes(lines);
    return [
      {
        title: `${titled(family)} over time`,
        meaning: `${stepMeaning(`${family}.`, runs)} The scale is logarithmic.`,
        x: secondsAxis(lines),
        y: logAxis(smallest, largest, { title: titled(family), unit: "ms" }),
        lines,
        table: tableOf(lines, "ms"),
      },
    ];
  });
}

function otherPlots(runs: readonly Run[]): Plot[] {
  const names = seriesNames(runs).filter((name) => !PERCENTILE.test(name));
  return names.flatMap((name) => {
    const [suffix, unit, per] = UNITS.find(([end]) => name.endsWith(end)) ?? ["", "", ""];
    const what = inWords(name.slice(0, name.length - suffix.length));
    const lines = linesOf(name, what, 1, runs);
    if (lines.length === 0) return [];
    const title = titled(`${what}${per}`);
    return [
      {
        title,
        meaning: stepMeaning(name, runs),
        x: secondsAxis(lines),
        y: linearAxis(extremes(lines)[1], { title, unit }),
        lines,
        table: tableOf(lines, unit),
      },
    ];
  });
}

/** The series over time; a step of 0 means that a series is over something else. */
function seriesNames(runs: readonly Run[]): string[] {
  const all = runs.flatMap(({ scenario }) => Object.entries(scenario.series));
  return [...new Set(all.flatMap(([name, { stepMs }]) => (stepMs > 0 ? [name] : [])))];
}

function linesOf(name: string, label: string, style: LineStyle, runs: readonly Run[]): Line[] {
  return runs.flatMap((run) => {
    const series = run.scenario.series[name];
    if (series === undefined || series.values.every((value) => value === null)) return [];
    return [{ label: labelled(label, run), style, isBase: run.isBase, points: pointsOf(series) }];
  });
}

function pointsOf({ stepMs, values }: Series): Point[] {
  return values.map((value, index) => ({ x: (index * stepMs) / 1000, y: value }));
}

/** What a point covers, in the first series with this prefix. */
function stepMeaning(start: string, runs: readonly Run[]): string {
  const all = runs.flatMap(({ scenario }) => Object.entries(scenario.series));
  const stepMs = all.find(([name]) => name.startsWith(start))?.[1].stepMs ?? 1000;
  const step = stepMs === 1000 ? "a second" : stepMs > 1000 ? `${stepMs / 1000} s` : `${stepMs} ms`;
  return `Each point is ${step}; the last may be a part of that.`;
}

/** A row for each step; if there are too many, each row has the largest value of several steps. */
function tableOf(lines: readonly Line[], unit: string): Table {
  const times = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted(
    (a, b) => a - b,
  );
  const stride = Math.ceil(times.length / MAX_ROWS);
  const byLine = lines.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])));
  const rows = times.flatMap((time, index) => {
    if (index % stride !== 0) return [];
    const covered = times.slice(index, index + stride);
    const values = byLine.map((line) => largestOf(covered.map((at) => line.get(at) ?? null)));
    return [[formatNumber(time), ...values.map((y) => (y === null ? "–" : formatNumber(y)))]];
  });
  const from = stride > 1 ? `s, largest of ${stride} points` : "s";
  return { head: [from, ...lines.map(({ label }) => withUnit(label, unit))], rows };
}

function largestOf(values: readonly (number | null)[]): number | null {
  const had = values.filter((value) => value !== null);
  return had.length === 0 ? null : Math.max(...had);
}

function withUnit(label: string, unit: string): string {
  return unit === "" ? label : `${label}, ${unit}`;
}
