/**
 * A history is JSON Lines: one line per scenario of a run, only ever appended. It is for looking at: results of
 * different days are not paired, and gate nothing.
 */

import { BenchError } from "../bench-error.ts";
import { environmentOf, type Measured, measuredOf } from "../comparison/stored.ts";
import type { Stored } from "../result/read.ts";

export const HISTORY_VERSION = 1;

export interface HistoryMetric {
  readonly value: number | null;
  readonly unit: string;
  readonly better: "lower" | "higher";
}

export interface HistoryEntry {
  readonly schemaVersion: typeof HISTORY_VERSION;
  /** When the run started, in UTC. */
  readonly time: string;
  readonly commit?: string;
  readonly cpu: string;
  readonly cpus: number;
  readonly bun: string;
  /** Scenario and target, such as `fan-out`. */
  readonly group: string;
  readonly config: Readonly<Record<string, string | number>>;
  readonly metrics: Readonly<Record<string, HistoryMetric>>;
}

/** What is added from a run, and why the rest is not. */
export interface NewEntries {
  readonly entries: readonly HistoryEntry[];
  readonly leftOut: readonly string[];
}

/** Only valid and complete results: figures distorted by the load generator would look like a change. */
export function entriesOf(stored: Stored, commit: string | undefined): NewEntries {
  const measured = measuredOf(stored);
  const isWhole = ({ isValid, isPartial }: Measured) => isValid && !isPartial;
  return {
    entries: measured.filter(isWhole).map((one) => entryOf(one, stored, commit)),
    leftOut: measured
      .filter((one) => !isWhole(one))
      .map(({ label, isValid }) => `${label} is ${isValid ? "partial" : "invalid"}: not added`),
  };
}

function entryOf(
  { label, config, metrics }: Measured,
  stored: Stored,
  given: string | undefined,
): HistoryEntry {
  const { startedAt, cpu, cpus, bun } = environmentOf(stored);
  const commit =
    given ?? (stored.kind === "comparison" ? stored.comparison.head.commit : undefined);
  return {
    schemaVersion: HISTORY_VERSION,
    time: startedAt,
    ...(commit === undefined ? {} : { commit }),
    cpu,
    cpus,
    bun,
    group: label,
    config: Object.fromEntries(
      Object.entries(config).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, { value, unit, better }]) => [
        name,
        { value, unit, better },
      ]),
    ),
  };
}

export function lineOf(entry: HistoryEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** Whether the history already has the run. */
export function isKnown({ time, group }: HistoryEntry, entries: readonly HistoryEntry[]): boolean {
  return entries.some((entry) => entry.time === time && entry.group === group);
}

/** @throws {BenchError} when a line is not an entry that this bench can read; `name` is the file's */
export function readHistory(text: string, name: string): HistoryEntry[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    return [readLine(line, `${name}, line ${index + 1}`)];
  });
}

function readLine(line: string, place: string): HistoryEntry {
  const value = parse(line, place);
  if (!isObject(value) || value.schemaVersion === undefined) {
    throw new BenchError(`${place} is not an entry of a history`);
  }
  if (value.schemaVersion !== HISTORY_VERSION) {
    const detail = `version ${String(value.schemaVersion)}, but this bench reads ${HISTORY_VERSION}`;
    throw new BenchError(`Cannot read ${place}: it has ${detail}`);
  }
  if (isEntry(value)) return value;
  throw new BenchError(`${place} is damaged: parts of the entry are missing`);
}

function parse(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new BenchError(`${place} is not complete JSON: was it cut off?`);
  }
}

function isEntry(value: object): value is HistoryEntry {
  const { time, cpu, group, config, metrics } = value as Partial<
    Record<keyof HistoryEntry, unknown>
  >;
  return (
    [time, cpu, group].every((text) => typeof text === "string") &&
    isObject(config) &&
    isObject(metrics) &&
    Object.values(metrics).every(isObject)
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
