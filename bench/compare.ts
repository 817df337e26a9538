/**
 * Two stored results side by side. One run against one run: it shows the differences, refuses what
 * cannot be compared, and gives no verdict on noise. Only lost and duplicated events are judged.
 */

import { BenchError } from "./bench-error.ts";
import { formatMetric } from "./report/figures.ts";
import type { BenchResult, LoadConfig, Metric, ScenarioResult } from "./result.ts";

/** Metrics that must not grow at all, whatever the noise. */
const EXACT = ["lost", "duplicated", "out_of_order", "failed"];

export interface Comparison {
  readonly text: string;
  /** False when events are lost or duplicated that were not before, or a scenario became invalid. */
  readonly isPassed: boolean;
}

/** @throws {BenchError} when the two do not measure the same thing */
export function compare(base: BenchResult, head: BenchResult): Comparison {
  const pairs = pairUp(base, head);
  const worse = pairs.flatMap(([before, after]) => regressions(before, after));
  const blocks = pairs.map(([before, after]) => scenarioTable(before, after));
  const verdict =
    worse.length === 0
      ? "No event is lost or duplicated that was not before."
      : `FAILED: ${worse.join("; ")}`;
  const caution = "One run each: a difference in the other figures may be noise.";
  return { text: `${[...blocks, verdict, caution].join("\n\n")}\n`, isPassed: worse.length === 0 };
}

type Pair = readonly [before: ScenarioResult, after: ScenarioResult];

function pairUp(base: BenchResult, head: BenchResult): Pair[] {
  requireSame("processor", base.environment.cpu, head.environment.cpu);
  const pairs = base.scenarios.flatMap((before): Pair[] => {
    const after = head.scenarios.find(
      ({ name, transport }) => name === before.name && transport === before.transport,
    );
    return after === undefined ? [] : [[before, after]];
  });
  if (pairs.length === 0)
    throw new BenchError("Cannot compare: the results have no scenario in common");
  for (const [before, after] of pairs) {
    requireSameLoad(before.name, before.config, after.config);
  }
  return pairs;
}

function requireSameLoad(name: string, before: LoadConfig, after: LoadConfig): void {
  const fields = new Map<string, readonly [unknown, unknown]>([
    ["connections", [before.connections, after.connections]],
    ["rate", [before.rate, after.rate]],
    ["durationS", [before.durationS, after.durationS]],
    ["sizeBytes", [before.sizeBytes, after.sizeBytes]],
    ["workers", [before.workers, after.workers]],
    ["pattern", [before.pattern, after.pattern]],
    ["events", [before.events, after.events]],
    ["missed", [before.missed, after.missed]],
  ]);
  for (const [field, [was, is]] of fields) requireSame(`${name}'s ${field}`, was, is);
}

function requireSame(what: string, before: unknown, after: unknown): void {
  if (before === after) return;
  throw new BenchError(
    `Cannot compare: ${what} is ${before} in the first and ${after} in the second`,
  );
}

function regressions(before: ScenarioResult, after: ScenarioResult): string[] {
  const grown = EXACT.flatMap((name) => {
    const [was, is] = [before.metrics[name]?.value ?? 0, after.metrics[name]?.value ?? 0];
    return is > was ? [`${after.name}: ${name} went from ${was} to ${is}`] : [];
  });
  if (before.valid && !after.valid) grown.push(`${after.name}: the second run is invalid`);
  return grown;
}

function scenarioTable(before: ScenarioResult, after: ScenarioResult): string {
  const names = Object.keys(before.metrics).filter((name) => name in after.metrics);
  const rows = names.map((name) => {
    const [was, is] = [before.metrics[name], after.metrics[name]];
    return was === undefined || is === undefined
      ? []
      : [name, formatMetric(was), formatMetric(is), change(was, is)];
  });
  return [before.name, ...alignColumns([["metric", "first", "second", "change"], ...rows])].join(
    "\n",
  );
}

/** By how much, and whether that is better or worse. */
function change(was: Metric, is: Metric): string {
  if (was.value === is.value) return "same";
  if (was.value === null || is.value === null || was.value === 0) return "–";
  const percent = (is.value / was.value - 1) * 100;
  const isBetter = percent < 0 === (was.better === "lower");
  return `${percent > 0 ? "+" : ""}${percent.toFixed(1)} % ${isBetter ? "better" : "worse"}`;
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return column === 1 || column === 2 ? text.padStart(width) : text.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
