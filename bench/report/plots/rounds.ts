/** The rounds of a comparison, which its intervals are based on: as a chart for each metric, and as a table of ratios. */

import type { Comparison, MetricVerdict, RoundPair } from "../../comparison/comparison.ts";
import { formatNumber } from "../figures.ts";
import { aroundAxis, type Axis, countAxis } from "#drawing";
import { inWords, type Line, type Plot, titled } from "./plot.ts";

interface PairedFigures {
  /** From 1. */
  readonly round: number;
  readonly base: number | null;
  readonly head: number | null;
}

/** For each metric that has rounds and is judged by its ratio. */
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
  return [
    String(round),
    ...[base, head].map((value) => (value === null ? "–" : formatNumber(value))),
    ratioText(base, head),
  ];
}

/** The unit is shown beside the title. */
function withoutUnit(name: string): string {
  return inWords(name.replace(/_(?:ms|us|kb)(?=_|$)/, ""));
}

function pairsOf(rounds: readonly RoundPair[], name: string): PairedFigures[] {
  return rounds.map(({ base, head }, index) => ({
    round: index + 1,
    base: base[name] ?? null,
    head: head[name] ?? null,
  }));
}

export interface RoundTable {
  /** Names of the metrics. */
  readonly head: readonly string[];
  /** The round's number, then a ratio for each metric, such as `1.121`; a dash if a side has no figure. */
  readonly rows: readonly (readonly string[])[];
}

/** For the metrics that are judged by their ratio. */
export function roundLines(
  rounds: readonly RoundPair[],
  metrics: readonly MetricVerdict[],
): RoundTable {
  const names = metrics.filter(({ ratio }) => ratio !== undefined).map(({ name }) => name);
  if (names.length === 0) return { head: [], rows: [] };
  return {
    head: names,
    rows: rounds.map((round, index) => [
      String(index + 1),
      ...names.map((name) => ratioText(round.base[name] ?? null, round.head[name] ?? null)),
    ]),
  };
}

function ratioText(base: number | null, head: number | null): string {
  return base === null || head === null || base <= 0 ? "–" : (head / base).toFixed(3);
}
