/** Reads stored files, and refuses anything that does not match the published schemas. */

import { Ajv2020, type ValidateFunction } from "ajv/dist/2020";
import { BenchError } from "../bench-error.ts";
import { type Comparison, COMPARISON_SCHEMA_VERSION } from "../comparison/comparison.ts";
import comparisonSchema from "../comparison.schema.json" with { type: "json" };
import resultSchema from "../result.schema.json" with { type: "json" };
import { type BenchResult, SCHEMA_VERSION } from "./result.ts";

export type Stored =
  | { readonly kind: "result"; readonly result: BenchResult }
  | { readonly kind: "comparison"; readonly comparison: Comparison };

// In JSON Schema 2020-12, a format is only an annotation.
const ajv = new Ajv2020({ strict: true, validateFormats: false });

/** @throws {BenchError} if this bench cannot read the text; `name` is the file's name */
export function readStored(text: string, name: string): Stored {
  const value = readDocument(text, name);
  if (value.kind === "comparison") {
    refuseVersion(value, COMPARISON_SCHEMA_VERSION, name);
    const isComparison: ValidateFunction<Comparison> = ajv.compile(comparisonSchema);
    if (isComparison(value)) return { kind: "comparison", comparison: value };
    throw damaged(name, isComparison);
  }
  refuseVersion(value, SCHEMA_VERSION, name);
  const isResult: ValidateFunction<BenchResult> = ajv.compile(resultSchema);
  if (isResult(value)) return { kind: "result", result: value };
  throw damaged(name, isResult);
}

/** @throws {BenchError} if the text is not the result of a single run that this bench can read */
export function readResult(text: string, name: string): BenchResult {
  const stored = readStored(text, name);
  if (stored.kind === "result") return stored.result;
  throw new BenchError(`${name} is a comparison: a result of one run is needed here`);
}

/** A JSON object written by this tool, of any kind and version. */
type StoredObject = Readonly<Record<string, unknown>>;

function readDocument(text: string, name: string): StoredObject {
  const value = parse(text, name);
  if (!isObject(value) || !isObject(value.tool) || value.tool.name !== "streamgauge") {
    throw new BenchError(`${name} is not a result of this bench`);
  }
  return value;
}

function refuseVersion(value: StoredObject, known: number, name: string): void {
  const { schemaVersion } = value;
  if (schemaVersion === known) return;
  const isNewer = typeof schemaVersion === "number" && schemaVersion > known;
  const detail = `schema version ${String(schemaVersion)}, and this bench reads ${known}`;
  const cure = isNewer ? ": a newer bench wrote it, update this one" : "";
  throw new BenchError(`Cannot read ${name}: it has ${detail}${cure}`);
}

/** Says where it does not match its schema. */
function damaged(name: string, { errors }: ValidateFunction<unknown>): BenchError {
  const [{ instancePath = "", message = "" } = {}] = errors ?? [];
  const place = instancePath === "" ? "it" : instancePath.slice(1).replaceAll("/", ".");
  return new BenchError(`${name} is damaged: ${place} ${message}`);
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BenchError(`${name} is not complete JSON: was it cut off?`);
  }
}

function isObject(value: unknown): value is StoredObject {
  return typeof value === "object" && value !== null;
}
