/** Reads a stored result, and refuses what is none. */

import { BenchError } from "./bench-error.ts";
import { type BenchResult, SCHEMA_VERSION } from "./result.ts";

/** @throws {BenchError} when the text is no result that this bench can read; `name` is the file's */
export function readResult(text: string, name: string): BenchResult {
  const value = parse(text, name);
  if (!isObject(value) || !isObject(value.tool) || value.tool.name !== "streamgauge") {
    throw new BenchError(`${name} is no result of this bench`);
  }
  if (value.schemaVersion !== SCHEMA_VERSION) {
    const detail = `schema version ${value.schemaVersion}, and this bench reads ${SCHEMA_VERSION}`;
    throw new BenchError(`Cannot read ${name}: it has ${detail}`);
  }
  if (!isResult(value)) throw new BenchError(`${name} is damaged: parts of the result are missing`);
  return value;
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BenchError(`${name} is no complete JSON: was it cut off?`);
  }
}

/** The parts that every report reads; the version vouches for the rest. */
function isResult(value: object): value is BenchResult {
  const { environment, scenarios } = value as Partial<Record<keyof BenchResult, unknown>>;
  return (
    isObject(environment) &&
    Array.isArray(scenarios) &&
    scenarios.every((one) => isObject(one) && isObject(one.config) && isObject(one.metrics))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
