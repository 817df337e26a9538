/** Reads a stored comparison, and refuses what is none: see `stored.ts` for the file around it. */

import { BenchError } from "../bench-error.ts";
import { refuseVersion, type StoredObject } from "../read-result.ts";
import { type Comparison, COMPARISON_SCHEMA_VERSION, type Verdict } from "./comparison.ts";

const VERDICTS: readonly Verdict[] = ["regressed", "pass", "inconclusive"];

/** @throws {BenchError} when it is no comparison that this bench can read; `name` is the file's */
export function comparisonFrom(value: StoredObject, name: string): Comparison {
  refuseVersion(value, COMPARISON_SCHEMA_VERSION, name);
  if (isComparisonShaped(value)) return value;
  throw new BenchError(`${name} is damaged: parts of the comparison are missing`);
}

/** The parts that every report reads; the version vouches for the rest. */
function isComparisonShaped(value: object): value is Comparison {
  const { environment, base, head, config, rounds, dropped, metrics, verdict, warnings } =
    value as Partial<Record<keyof Comparison, unknown>>;
  return (
    [environment, base, head, config].every(isObject) &&
    isListOf(rounds, isPair) &&
    isListOf(dropped, (one) => isPair(one) && isObject(one) && Array.isArray(one.reasons)) &&
    isListOf(metrics, isMetric) &&
    isListOf(warnings, (one) => typeof one === "string") &&
    isVerdict(verdict)
  );
}

function isPair(value: unknown): boolean {
  return isObject(value) && isObject(value.base) && isObject(value.head);
}

function isMetric(value: unknown): boolean {
  if (!isObject(value) || typeof value.name !== "string" || !isVerdict(value.verdict)) return false;
  return value.ratio === undefined || isObject(value.ratio);
}

function isVerdict(value: unknown): boolean {
  return VERDICTS.some((verdict) => verdict === value);
}

function isListOf(value: unknown, isOne: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
