/** Charts of histograms: percentile curves, and the share of clients that were back over time. */

import { linearAxis, logAxis, percentileAxis, percentLabel, type LineStyle } from "#drawing";
import { type Curve, percentileCurve, type Point, readCurve, shareCurve } from "./curves.ts";
import { formatNumber } from "../figures.ts";
import {
  extremes,
  hasFigures,
  inWords,
  labelled,
  type Line,
  MAX_LINES,
  type Plot,
  type Run,
  secondsAxis,
  type Table,
} from "./plot.ts";

/** Histograms that are drawn as a share that rises to 100 %; with two transports, of one of them. */
const SHARE = /^(?:(?<of>.+)\.)?recovery$/;
/** What happens once per connection takes a different time than what happens per event, so it has its own chart. */
const OPENING = /(?:^|\.)(?:connect|first_byte|first_event)$/;
/** If the tail of a curve is this many times its median, a linear axis would show nothing but tail. */
const LONG_TAIL = 20;
/** Latency, usually the first, has the strongest line. */
const STYLES: readonly LineStyle[] = [3, 1, 2, 4];
/** Starts at the 20th percentile. */
const LEAST_SHOWN = 1.25;
const SHARE_STYLES: readonly LineStyle[] = [1, 2, 3, 4];
const SHARE_ROWS = [10, 25, 50, 75, 90, 99, 100];

interface NamedCurve {
  readonly name: string;
  readonly run: Run;
  readonly curve: Curve;
}

export function curvePlots(runs: readonly Run[]): Plot[] {
  const curves = curvesOf(runs);
  const shares = curves.filter(({ name }) => SHARE.test(name));
  const tails = curves.filter(({ name }) => !SHARE.test(name));
  const [openings = [], events = []] = [true, false].map((isOpening) =>
    tails.filter(({ name }) => OPENING.test(name) === isOpening),
  );
  return [
    ...inGroups(events).map((group) => tailPlot("Percentiles", group)),
    ...sharePlot(shares),
    ...inGroups(openings).map((group) => tailPlot("Percentiles of connecting", group)),
  ];
}

/** Groups with no more names than there are styles. */
function inGroups(curves: readonly NamedCurve[]): NamedCurve[][] {
  const names = [...new Set(curves.map(({ name }) => name))];
  const groups = Array.from({ length: Math.ceil(names.length / MAX_LINES) }, (_, group) =>
    names.slice(group * MAX_LINES, (group + 1) * MAX_LINES),
  );
  return groups.map((group) => curves.filter(({ name }) => group.includes(name)));
}

function curvesOf(runs: readonly Run[]): NamedCurve[] {
  return runs.flatMap((run) =>
    Object.entries(run.scenario.histograms).flatMap(([name, encoded]) => {
      if (!hasFigures(name, run)) return [];
      const curve = readCurve(name, encoded, run.scenario.metrics);
      return curve === undefined ? [] : [{ name, run, curve }];
    }),
  );
}

function tailPlot(title: string, curves: readonly NamedCurve[]): Plot {
  const names = [...new Set(curves.map(({ name }) => name))];
  const lines = curves.map(({ name, run, curve }) => ({
    label: labelled(inWords(name), run),
    style: STYLES[names.indexOf(name) % STYLES.length] ?? 1,
    isBase: run.isBase,
    points: percentileCurve(curve),
  }));
  const [, largest] = extremes(lines);
  // The quickest few do not matter, and may be so quick that they would squeeze the rest.
  const [smallest] = extremes(lines.map((line) => ({ points: line.points.filter(isShown) })));
  const middles = curves.map(({ curve }) => curve.histogram.percentileMs(50, curve.lost) ?? 0);
  const axisOf = largest > LONG_TAIL * Math.min(...middles) ? logAxisAround : linearAxisTo;
  const samples = Math.max(...curves.map(({ curve }) => curve.histogram.count + curve.lost));
  const end = curves.some(({ curve }) => curve.lost > 0)
    ? "A line that stops short has lost the rest."
    : "A line ends at its maximum.";
  return {
    title,
    meaning: `The percentage of samples that took no longer than this. Each further nine gets the same width. ${end}`,
    x: percentileAxis(samples, { title: "Percentile", unit: "" }),
    y: axisOf(smallest, largest),
    lines,
    table: tailTable(lines, samples),
  };
}

const TIME = { title: "Time", unit: "ms" };

function logAxisAround(smallest: number, largest: number) {
  return logAxis(smallest, largest, TIME);
}

function linearAxisTo(_smallest: number, largest: number) {
  return linearAxis(largest, TIME);
}

/** A row for each nine that has enough samples, and the maximum of each line. */
function tailTable(lines: readonly Line[], samples: number): Table {
  const levels = [2];
  for (let x = 10; x <= samples; x *= 10) levels.push(x);
  const rows = levels.map((x) => [percentLabel(x)].concat(lines.map(timeAt(x))));
  const largest = ["maximum", ...lines.map(({ points }) => msOf(points.at(-1)?.y))];
  return {
    head: ["percentile", ...lines.map(({ label }) => `${label}, ms`)],
    rows: [...rows, largest],
  };
}

/** In ms; a dash if a line has too few samples for it. */
function timeAt(x: number): (line: Line) => string {
  return ({ points }) => {
    const isReached = x <= (points.at(-1)?.x ?? 0);
    return isReached ? msOf(points.find((point) => isSame(point.x, x))?.y) : "–";
  };
}

function sharePlot(curves: readonly NamedCurve[]): Plot[] {
  if (curves.length === 0) return [];
  const names = [...new Set(curves.map(({ name }) => name))];
  const lines = curves.map(({ name, run, curve }) => ({
    label: labelled([SHARE.exec(name)?.groups?.of ?? "clients", "back"].join(" "), run),
    style: SHARE_STYLES[names.indexOf(name) % SHARE_STYLES.length] ?? 1,
    isBase: run.isBase,
    points: shareCurve(curve),
  }));
  return [
    {
      title: "Recovery",
      meaning: "The share of clients that were back, by time since the cut.",
      x: secondsAxis(lines),
      y: linearAxis(100, { title: "Clients back", unit: "%" }),
      lines,
      table: {
        head: ["back", ...lines.map(({ label }) => `${label}, after s`)],
        rows: SHARE_ROWS.map((percent) => [`${percent} %`].concat(lines.map(secondsTo(percent)))),
      },
    },
  ];
}

function secondsTo(percent: number): (line: Line) => string {
  return ({ points }) => {
    const seconds = points.find(({ y }) => y === percent)?.x;
    return seconds === undefined ? "not reached" : formatNumber(seconds);
  };
}

function msOf(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? "not reached" : formatNumber(ms);
}

function isShown({ x }: Point): boolean {
  return x >= LEAST_SHOWN;
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a / b - 1) < 1e-9;
}
