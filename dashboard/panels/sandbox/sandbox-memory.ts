/** What this tab remembers of the Sandbox over a reload: its connections and where they were, not their events. */

import { parsedJson } from "../../common/json.ts";
import type { Memory } from "../../common/remembered.ts";
import { type Transport, TRANSPORTS } from "./transports.ts";

const NAME = "sandbox";

/** What the form of a connection says, as it was typed. */
export interface ConnectionForm {
  readonly name: string;
  readonly transport: Transport;
  readonly topics: string;
  /** More event types to listen for. */
  readonly types: string;
}

/** A stream that was open, or on its way. */
export interface RememberedStream {
  readonly topics: readonly string[];
  /** All that it listened for beside what it always does. */
  readonly types: readonly string[];
  /** Empty if no event had come. */
  readonly lastEventId: string;
}

export interface RememberedConnection {
  readonly number: number;
  readonly form: ConnectionForm;
  readonly isReading: boolean;
  /** `null` if it was closed. */
  readonly stream: RememberedStream | null;
}

export interface RememberedSandbox {
  readonly connections: readonly RememberedConnection[];
  /** The number of the chosen connection. */
  readonly chosen: number;
  readonly isSideBySide: boolean;
}

export function rememberSandbox(memory: Memory, sandbox: RememberedSandbox): void {
  memory.remember(NAME, JSON.stringify(sandbox));
}

/** What was remembered, once: a tab that is made from this one has connections of its own. */
export function takeSandbox(memory: Memory): RememberedSandbox | undefined {
  const kept = parsedJson(memory.recall(NAME) ?? "");
  memory.remember(NAME, "");
  return isSandbox(kept) ? kept : undefined;
}

/** Another version of this page may have written it. */
function isSandbox(value: unknown): value is RememberedSandbox {
  const { connections, chosen, isSideBySide } = fieldsOf(value);
  const areConnections = Array.isArray(connections) && connections.every(isConnection);
  return areConnections && typeof chosen === "number" && typeof isSideBySide === "boolean";
}

function isConnection(value: unknown): value is RememberedConnection {
  const { number, form, isReading, stream } = fieldsOf(value);
  const hasRest = typeof number === "number" && typeof isReading === "boolean";
  return hasRest && isForm(form) && (stream === null || isStream(stream));
}

function isForm(value: unknown): value is ConnectionForm {
  const { transport, ...rest } = fieldsOf(value);
  return (
    areTexts([rest.name, rest.topics, rest.types]) &&
    TRANSPORTS.some((known) => known.value === transport)
  );
}

function isStream(value: unknown): value is RememberedStream {
  const { topics, types, lastEventId } = fieldsOf(value);
  return areTexts(topics) && areTexts(types) && typeof lastEventId === "string";
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
