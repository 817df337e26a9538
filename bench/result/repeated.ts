/** One result of several runs of a scenario: each figure is the median of the runs, with an interval. Pure. */

import { medianInterval, medianOf } from "../stats/bootstrap.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import type { Metric, ScenarioResult, Series } from "./result.ts";

/** Of what must not happen, the runs' counts are added up: a median would hide it. */
const COUNTED = new Set(["events", "gaps", "clients", "connections", "stalls", "publishes"]);

/**
 * Merges runs of one scenario at one load; `undefined` for none. Histograms are added up, and series follow one
 * another. It is valid if all runs are.
 */
export function repeated(runs: readonly ScenarioResult[]): ScenarioResult | undefined {
  const [first, ...more] = runs;
  if (first === undefined || more.length === 0) return first;
  return {
    ...first,
    valid: runs.every(({ valid }) => valid),
    partial: runs.some(({ partial }) => partial),
    config: { ...first.config, repeat: runs.length },
    warnings: warningsOf(runs),
    metrics: byName(runs, ({ metrics }) => metrics, mergedMetric),
    histograms: byName(runs, ({ histograms }) => histograms, addedUp),
    series: byName(runs, ({ series }) => series, joined),
  };
}

function byName<Value>(
  runs: readonly ScenarioResult[],
  read: (run: ScenarioResult) => Readonly<Record<string, Value>>,
  merge: (values: readonly Value[]) => Value,
): Record<string, Value> {
  const names = new Set(runs.flatMap((run) => Object.keys(read(run))));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      merge(runs.map((run) => read(run)[name]).filter((value) => value !== undefined)),
    ]),
  );
}

function warningsOf(runs: readonly ScenarioResult[]): string[] {
  const times = new Map<string, number>();
  for (const warning of runs.flatMap(({ warnings }) => warnings)) {
    times.set(warning, (times.get(warning) ?? 0) + 1);
  }
  return [...times].map(([warning, of]) => `in ${of} of ${runs.length} runs: ${warning}`);
}

function mergedMetric(all: readonly Metric[]): Metric {
  const [first = { value: null, unit: "", better: "lower" }] = all;
  const { unit, better } = first;
  const samples = samplesOf(all);
  const rest = { unit, better, ...(samples !== undefined && { samples }) };
  const values = all.map(({ value }) => value);
  if (better === "lower" && COUNTED.has(unit)) {
    return { value: values.reduce<number>((sum, value) => sum + (value ?? 0), 0), ...rest };
  }
  // A share of everything that was expected in all runs.
  if (unit === "ratio" && samples !== undefined && samples > 0) {
    return { value: shareOf(all, samples), ...rest };
  }
  // What was not reached is worse than anything that was.
  const worst = better === "lower" ? Infinity : -Infinity;
  const reached = values.map((value) => value ?? worst);
  const { median, low, high } = intervalOf(reached);
  return { value: finite(median), ...rest, low: finite(low), high: finite(high) };
}

/** The bootstrap interval of the median; the range of the values if one of them was not reached. */
function intervalOf(values: readonly number[]): { median: number; low: number; high: number } {
  const interval = values.every(Number.isFinite) ? medianInterval(values) : undefined;
  return (
    interval ?? { median: medianOf(values), low: Math.min(...values), high: Math.max(...values) }
  );
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function samplesOf(all: readonly Metric[]): number | undefined {
  if (all.some(({ samples }) => samples === undefined)) return undefined;
  return all.reduce((sum, { samples = 0 }) => sum + samples, 0);
}

function shareOf(all: readonly Metric[], samples: number): number {
  return (
    all.reduce((sum, metric) => sum + (metric.value ?? 0) * (metric.samples ?? 0), 0) / samples
  );
}

function addedUp(encoded: readonly string[]): string {
  const sum = new LatencyHistogram();
  for (const one of encoded) sum.addEncoded(one);
  return sum.encode();
}

/** Curves have points of their own in each run: only the first is kept. */
function joined(all: readonly Series[]): Series {
  const [first = { stepMs: 0, values: [] }] = all;
  return first.stepMs === 0 ? first : { ...first, values: all.flatMap(({ values }) => values) };
}
