/** Reads a stored result, and refuses what is none. */

import { BenchError } from "./bench-error.ts";
import { type BenchResult, SCHEMA_VERSION } from "./result.ts";

/** A JSON object that this tool wrote, of whatever kind and version. */
export type StoredObject = Readonly<Record<string, unknown>>;

/** @throws {BenchError} when the text is no result that this bench can read; `name` is the file's */
export function readResult(text: string, name: string): BenchResult {
  return resultFrom(readDocument(text, name), name);
}

/** @throws {BenchError} when the text is cut off, or of another tool */
export function readDocument(text: string, name: string): StoredObject {
  const value = parse(text, name);
  if (!isObject(value) || !isObject(value.tool) || value.tool.name !== "streamgauge") {
    throw new BenchError(`${name} is no result of this bench`);
  }
  return value;
}

/** @throws {BenchError} when it is no result that this bench can read */
export function resultFrom(value: StoredObject, name: string): BenchResult {
  if (value.kind !== undefined) {
    throw new BenchError(`${name} is a ${String(value.kind)}: a result of one run is needed here`);
  }
  refuseVersion(value, SCHEMA_VERSION, name);
  if (isResult(value)) return value;
  throw new BenchError(`${name} is damaged: parts of the result are missing`);
}

/** @throws {BenchError} when it has another version than the one that can be read */
export function refuseVersion(value: StoredObject, known: number, name: string): void {
  const { schemaVersion } = value;
  if (schemaVersion === known) return;
  const isNewer = typeof schemaVersion === "number" && schemaVersion > known;
  const detail = `schema version ${String(schemaVersion)}, and this bench reads ${known}`;
  const cure = isNewer ? ": a newer bench wrote it, update this one" : "";
  throw new BenchError(`Cannot read ${name}: it has ${detail}${cure}`);
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
