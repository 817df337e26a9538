/**
 * A result or a comparison as two files for github-action-benchmark (https://github.com/benchmark-action/github-action-benchmark),
 * which separates figures that should be small (`customSmallerIsBetter`) from those that should be big
 * (`customBiggerIsBetter`).
 */

import { extname } from "node:path";
import type { Comparison } from "../../comparison/comparison.ts";
import type { BenchResult } from "../../result/result.ts";
import { formatNumber } from "../figures.ts";
import { type TrackedFigure, trackedFigures } from "../tracked.ts";

export interface ActionFigure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra?: string;
}

export interface ActionReport {
  readonly smaller: string;
  readonly bigger: string;
}

export function benchmarkActionReport(outcome: BenchResult | Comparison): ActionReport {
  const figures = trackedFigures(outcome);
  const of = (wanted: TrackedFigure["better"]) =>
    `${JSON.stringify(figures.filter(({ better }) => better === wanted).map(entryOf), null, 2)}\n`;
  return { smaller: of("lower"), bigger: of("higher") };
}

/** `b.json` becomes `b-smaller.json` and `b-bigger.json`. */
export function benchmarkActionFiles(path: string): ActionReport {
  const end = extname(path);
  const stem = path.slice(0, path.length - end.length);
  return { smaller: `${stem}-smaller${end}`, bigger: `${stem}-bigger${end}` };
}

function entryOf({ group, name, unit, value, interval, detail }: TrackedFigure): ActionFigure {
  const range = interval === undefined ? undefined : rangeOf(value, interval);
  return {
    name: `${group}/${name}`,
    unit,
    value,
    ...(range === undefined ? {} : { range }),
    ...(detail === "" ? {} : { extra: detail }),
  };
}

/** The action shows a range as it is; for an uneven interval it is the wider half. */
function rangeOf(value: number, { low, high }: { low: number; high: number }): string {
  return `± ${formatNumber(Math.max(high - value, value - low))}`;
}
