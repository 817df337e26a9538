/** A chart as data, with a table of the same figures; and what all kinds of charts share. */

import type { ScenarioResult } from "../../result/result.ts";
import { type Axis, type LineStyle, timeAxis } from "#drawing";
import type { Point } from "./curves.ts";

/** With more lines than styles, they could not be told apart. */
export const MAX_LINES = 4;

export interface Line {
  readonly label: string;
  readonly style: LineStyle;
  /** Belongs to the base of a comparison: drawn behind and paler. */
  readonly isBase: boolean;
  /** Each point is a measurement of its own, which the line only connects. Default: false. */
  readonly isMarked?: boolean;
  readonly points: readonly Point[];
}

export interface Plot {
  readonly title: string;
  readonly meaning: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  readonly table: Table;
}

/** The first column names the row. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A scenario of one result; `label` distinguishes two that are overlaid, and is empty otherwise. */
export interface Run {
  readonly label: string;
  readonly scenario: ScenarioResult;
  readonly isBase: boolean;
}

/** Whether the scenario has metrics of that name: others, such as latencies of a closed loop, are not drawn. */
export function hasFigures(name: string, { scenario }: Run): boolean {
  return Object.keys(scenario.metrics).some((metric) => metric.startsWith(`${name}.`));
}

export function labelled(label: string, { label: of }: Run): string {
  return of === "" ? label : `${label}, ${of}`;
}

/** From zero to the last point of all lines. */
export function secondsAxis(lines: readonly Pick<Line, "points">[]): Axis {
  const largest = Math.max(0, ...lines.map(({ points }) => points.at(-1)?.x ?? 0));
  return timeAxis(largest, { title: "Time", unit: "s" });
}

export function extremes(
  lines: readonly Pick<Line, "points">[],
): readonly [smallest: number, largest: number] {
  let [smallest, largest] = [Number.POSITIVE_INFINITY, 0];
  for (const { y } of lines.flatMap(({ points }) => points)) {
    if (y === null) continue;
    smallest = Math.min(smallest, y);
    largest = Math.max(largest, y);
  }
  return [Math.min(smallest, largest), largest];
}

export function inWords(name: string): string {
  return name
    .replaceAll(/[._]/g, " ")
    .replaceAll(/\b(?:cpu|rss)\b/g, (short) => short.toUpperCase());
}

export function titled(name: string): string {
  const text = inWords(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
