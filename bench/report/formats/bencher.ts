/**
 * A result or a comparison in Bencher Metric Format (https://bencher.dev/docs/reference/bencher-metric-format/),
 * for its `json` adapter. Times are nanoseconds of the built-in measure `latency`, rates per second are the built-in
 * `throughput`; anything else is a measure of its own, named after the metric and its unit.
 */

import type { Comparison } from "../../comparison/comparison.ts";
import type { BenchResult } from "../../result/result.ts";
import { type TrackedFigure, trackedFigures } from "../tracked.ts";

export interface BencherMetric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/** Metrics by benchmark and measure. */
export type BencherReport = Record<string, Record<string, BencherMetric>>;

const NS_PER_MS = 1e6;
/** Most characters that Bencher accepts. */
const MOST_OF_NAME = 1024;
const MOST_OF_SLUG = 64;

export function bencherReport(outcome: BenchResult | Comparison): string {
  const report: BencherReport = {};
  for (const figure of trackedFigures(outcome)) {
    const { benchmark, measure, factor } = placeOf(figure);
    const measures = (report[benchmark] ??= {});
    measures[measure] = metricOf(figure, factor);
  }
  return `${JSON.stringify(report, null, 2)}\n`;
}

function placeOf({ group, name }: TrackedFigure) {
  const [, ofTime] = /^(.+)_ms$/.exec(name) ?? [];
  const [, ofRate] = /^(.+)_per_second$/.exec(name) ?? [];
  const named = (rest: string) => `${group}/${rest}`.slice(0, MOST_OF_NAME);
  if (ofTime !== undefined) {
    return { benchmark: named(ofTime), measure: "latency", factor: NS_PER_MS };
  }
  if (ofRate !== undefined) return { benchmark: named(ofRate), measure: "throughput", factor: 1 };
  return { benchmark: group.slice(0, MOST_OF_NAME), measure: slugOf(name), factor: 1 };
}

/** Lower case and digits with single dashes between, like Bencher's own slugs. */
function slugOf(name: string): string {
  const slug = name.toLowerCase().replaceAll(/[^a-z\d]+/g, "-");
  return slug.replace(/^-/, "").slice(0, MOST_OF_SLUG).replace(/-$/, "") || "figure";
}

function metricOf({ value, interval }: TrackedFigure, factor: number): BencherMetric {
  const scaled = (figure: number) => (factor === 1 ? figure : Math.round(figure * factor));
  if (interval === undefined) return { value: scaled(value) };
  const { low, high } = interval;
  return { value: scaled(value), lower_value: scaled(low), upper_value: scaled(high) };
}
