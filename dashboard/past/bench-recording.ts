/**
 * A run of the bench that is over, second by second, as its stored result has it. Results of earlier benches have no
 * recording: of these some series are left, and what they lack is said. Pure.
 */

import { type BenchOutcome, RECORDED_COLUMNS, type RecordedColumn } from "#protocol";
import type { BenchMoment } from "./bench-columns.ts";

const SECOND_MS = 1_000;
/** What the series of earlier benches tell. */
const SERIES: Readonly<Partial<Record<RecordedColumn, string>>> = {
  deliveriesPerSecond: "deliveries_per_second",
  p50Ms: "latency.p50_ms",
  p99Ms: "latency.p99_ms",
  maxMs: "latency.max_ms",
};
const LACKING = "clients, phases, p90 and p99.9: an earlier bench kept it";
const NOTHING_SAID = "what happened over time: its scenario keeps nothing of it";

export interface RecordedSecond {
  /** When it ended, in ms since 1970. */
  readonly atMs: number;
  readonly moment: BenchMoment;
}

export interface Recording {
  readonly scenario: string;
  readonly startedAtMs: number;
  readonly seconds: readonly RecordedSecond[];
  /** The result, as the run told it. */
  readonly outcome: BenchOutcome;
  /** What a recording usually has and this one has not, in words. */
  readonly lacks: string | undefined;
}

/** Reads the JSON of a stored result: its first scenario. `undefined` for what is no result. */
export function readRecording(stored: unknown): Recording | undefined {
  const scenario = at(stored, "scenarios", 0);
  const name = at(scenario, "name");
  const startedAtMs = timeOf(at(stored, "environment", "startedAt"));
  if (typeof name !== "string" || startedAtMs === undefined) return undefined;
  const recording = at(scenario, "recording");
  return recording === undefined
    ? fromSeries(name, startedAtMs, scenario)
    : fromRecording(name, startedAtMs, scenario, recording);
}

function fromRecording(
  scenario: string,
  runStartedAtMs: number,
  result: unknown,
  recording: unknown,
): Recording {
  const startedAtMs = timeOf(at(recording, "startedAt")) ?? runStartedAtMs;
  const phases = listOf(at(recording, "phases"));
  const phaseAt = (second: number) =>
    phases.findLast((one) => (numberOr(at(one, "fromSecond")) ?? Infinity) <= second);
  const seconds = listOf(at(recording, "elapsedMs")).flatMap((value, second) => {
    const elapsedMs = numberOr(value);
    if (elapsedMs === null) return [];
    const phase = textOr(at(phaseAt(second), "phase"), "");
    const valueOf = (column: RecordedColumn) => at(recording, "columns", column, second);
    return secondAt({ scenario, phase, elapsedMs }, startedAtMs, valueOf);
  });
  const outcome = outcomeOf(scenario, result, {
    headline: textOr(at(recording, "headline"), scenario),
    findings: textsOf(at(recording, "findings")),
  });
  return { scenario, startedAtMs, seconds, outcome, lacks: undefined };
}

function fromSeries(scenario: string, startedAtMs: number, result: unknown): Recording {
  const series = (column: RecordedColumn) =>
    listOf(at(result, "series", SERIES[column] ?? "", "values"));
  const count = Math.max(...RECORDED_COLUMNS.map((column) => series(column).length));
  const seconds = Array.from({ length: count }, (_, second) => {
    const elapsedMs = (second + 1) * SECOND_MS;
    const valueOf = (column: RecordedColumn) => series(column)[second];
    return secondAt({ scenario, phase: "", elapsedMs }, startedAtMs, valueOf);
  });
  const findings = textsOf(at(result, "warnings"));
  const outcome = outcomeOf(scenario, result, { headline: scenario, findings });
  return { scenario, startedAtMs, seconds, outcome, lacks: count === 0 ? NOTHING_SAID : LACKING };
}

function secondAt(
  moment: Pick<BenchMoment, "scenario" | "phase" | "elapsedMs">,
  startedAtMs: number,
  valueOf: (column: RecordedColumn) => unknown,
): RecordedSecond {
  const cells = RECORDED_COLUMNS.map((column) => [column, numberOr(valueOf(column))] as const);
  return {
    atMs: startedAtMs + moment.elapsedMs,
    moment: { ...moment, ...Object.fromEntries(cells) },
  };
}

function outcomeOf(
  scenario: string,
  result: unknown,
  said: Pick<BenchOutcome, "headline" | "findings">,
): BenchOutcome {
  return { scenario, ...said, isValid: at(result, "valid") === true };
}

/** A result is a file of the project, which anyone may have edited. */
function at(value: unknown, ...keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((text) => typeof text === "string");
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}

function numberOr(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function timeOf(value: unknown): number | undefined {
  const ms = Date.parse(String(value));
  return Number.isNaN(ms) ? undefined : ms;
}
