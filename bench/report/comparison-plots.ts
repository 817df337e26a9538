/** Charts of a comparison's rounds: a metric each, both sides over the rounds that count. */

import type { Comparison, MetricVerdict } from "../comparison/comparison.ts";
import type { Axis } from "./axes.ts";
import { pairsOf, type PairedFigures } from "./comparison-rounds.ts";
import { formatNumber } from "./figures.ts";
import { aroundAxis, countAxis } from "./near-axes.ts";
import { inWords, type Line, type Plot, titled } from "./plot.ts";

/** Of each metric that is judged by ratio and has rounds. */
export function roundPlots({ metrics, rounds }: Comparison): Plot[] {
  return metrics.flatMap((metric) => {
    const pairs = pairsOf(rounds, metric.name);
    const isMeasured = pairs.some(({ base, head }) => base !== null || head !== null);
    return metric.ratio === undefined || !isMeasured ? [] : [plotOf(metric, pairs)];
  });
}

function plotOf({ name, unit, better }: MetricVerdict, pairs: readonly PairedFigures[]): Plot {
  const lines: Line[] = [
    lineOf("head", 3, pairs, ({ head }) => head),
    lineOf("base", 1, pairs, ({ base }) => base),
  ];
  const title = titled(withoutUnit(name));
  return {
    title,
    meaning: `Both sides of each round, one right after the other; ${better} is better. The scale does not begin at zero.`,
    x: countAxis(pairs.length, { title: "Round", unit: "" }),
    y: aroundLines(lines, { title, unit }),
    lines,
    table: {
      head: ["round", ...["base", "head"].map((side) => `${side}, ${unit}`), "head over base"],
      rows: pairs.map(rowOf),
    },
  };
}

function lineOf(
  label: string,
  style: Line["style"],
  pairs: readonly PairedFigures[],
  read: (pair: PairedFigures) => number | null,
): Line {
  const points = pairs.map((pair) => ({ x: pair.round, y: read(pair) }));
  return { label, style, isBase: false, isMarked: true, points };
}

function aroundLines(lines: readonly Line[], named: Pick<Axis, "title" | "unit">): Axis {
  const values = lines.flatMap(({ points }) => points.flatMap(({ y }) => y ?? []));
  return aroundAxis(Math.min(...values), Math.max(...values), named);
}

function rowOf({ round, base, head }: PairedFigures): string[] {
  const ratio = base === null || head === null || base <= 0 ? "–" : (head / base).toFixed(3);
  return [
    String(round),
    ...[base, head].map((value) => (value === null ? "–" : formatNumber(value))),
    ratio,
  ];
}

/** The unit stands beside the title. */
function withoutUnit(name: string): string {
  return inWords(name.replace(/_(?:ms|us|kb)(?=_|$)/, ""));
}
