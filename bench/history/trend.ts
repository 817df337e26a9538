/**
 * A history's entries as trends: one per scenario, processor and configuration, since only equal ones are comparable,
 * each with a line per metric and the points where its level changed. Pure.
 */

import { counted, formatNumber } from "../report/figures.ts";
import { medianOf } from "../stats/bootstrap.ts";
import type { HistoryEntry } from "./entry.ts";

/** Finds the indexes, from 1, at which a new level begins. */
export type FindChanges = (values: readonly number[]) => readonly number[];

export interface TrendPoint {
  readonly time: string;
  readonly commit: string | undefined;
  /** `null` if it was not reached. */
  readonly value: number | null;
}

export interface TrendLine {
  readonly name: string;
  readonly unit: string;
  readonly better: "lower" | "higher";
  readonly points: readonly TrendPoint[];
  /** Indexes of `points` that begin a new level. */
  readonly changes: readonly number[];
}

export interface Trend {
  readonly group: string;
  readonly machine: string;
  readonly load: string;
  readonly entries: readonly HistoryEntry[];
  readonly lines: readonly TrendLine[];
}

/** In order of first appearance; within a trend by time. */
export function trendsOf(entries: readonly HistoryEntry[], findChanges: FindChanges): Trend[] {
  const byKey = new Map<string, HistoryEntry[]>();
  for (const entry of entries) {
    const key = JSON.stringify([
      entry.group,
      machineOf(entry),
      Object.entries(entry.config).toSorted(),
    ]);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [entry]);
    else known.push(entry);
  }
  return [...byKey.values()].flatMap((own) => trendOf(own, findChanges));
}

function trendOf(entries: readonly HistoryEntry[], findChanges: FindChanges): Trend[] {
  const ordered = entries.toSorted((a, b) => a.time.localeCompare(b.time));
  const [first] = ordered;
  if (first === undefined) return [];
  const names = [...new Set(ordered.flatMap(({ metrics }) => Object.keys(metrics)))];
  return [
    {
      group: first.group,
      machine: machineOf(first),
      load: loadOf(first.config),
      entries: ordered,
      lines: names.flatMap((name) => lineOf(name, ordered, findChanges)),
    },
  ];
}

function lineOf(
  name: string,
  entries: readonly HistoryEntry[],
  findChanges: FindChanges,
): TrendLine[] {
  const having = entries.filter(({ metrics }) => name in metrics);
  const metric = having.at(-1)?.metrics[name];
  if (metric === undefined) return [];
  const points = having.map(({ time, commit, metrics }) => ({
    time,
    commit,
    value: metrics[name]?.value ?? null,
  }));
  const { unit, better } = metric;
  return [{ name, unit, better, points, changes: changesIn(points, findChanges) }];
}

/** Runs without a value are skipped. */
function changesIn(points: readonly TrendPoint[], findChanges: FindChanges): number[] {
  const places = points.flatMap(({ value }, place) => (value === null ? [] : [place]));
  const values = points.flatMap(({ value }) => value ?? []);
  return findChanges(values).flatMap((at) => places[at] ?? []);
}

/** What a reader must know about the levels. */
export const CAUTION =
  "For looking, not for gating: runs of different days are not paired. A change may be chance: about 1 in 100 metrics whose runs are independent has one, and many more if runs resemble those before them, as on a machine that is at times slower. One that other metrics share is more likely to be real.";

/** How many other metrics change within a run of where this one does. */
export function othersChangedAt(line: TrendLine, at: number, { entries, lines }: Trend): number {
  const runOf = ({ points }: TrendLine, index: number) =>
    entries.findIndex(({ time }) => time === points[index]?.time);
  const run = runOf(line, at);
  return lines.filter(
    (other) =>
      other.name !== line.name &&
      other.changes.some((change) => Math.abs(runOf(other, change) - run) <= 1),
  ).length;
}

/** The median of each level, at each of its points. */
export function levelsOf({ points, changes }: TrendLine): (number | null)[] {
  const starts = [0, ...changes, points.length];
  return starts.slice(0, -1).flatMap((start, index) => {
    const part = points.slice(start, starts[index + 1]);
    const values = part.flatMap(({ value }) => value ?? []);
    const level = values.length === 0 ? null : medianOf(values);
    return part.map(() => level);
  });
}

function machineOf({ cpus, cpu }: HistoryEntry): string {
  return `${cpus} × ${cpu}`;
}

const WORDS: readonly (readonly [name: string, words: (value: number) => string])[] = [
  ["connections", (value) => counted(value, "connection")],
  ["rate", (value) => `${formatNumber(value)}/s`],
  ["durationS", (value) => `${formatNumber(value)} s`],
  ["sizeBytes", (value) => `${formatNumber(value)} B`],
];

function loadOf(config: HistoryEntry["config"]): string {
  const known = WORDS.flatMap(([name, words]) => {
    const value = config[name];
    return typeof value === "number" && value > 0 ? [words(value)] : [];
  });
  const rest = Object.entries(config)
    .filter(([name]) => !WORDS.some(([word]) => word === name))
    .map(([name, value]) => `${name} ${value}`);
  return [...known, ...rest].join(", ");
}
