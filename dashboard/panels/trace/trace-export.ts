/** A trace as a file: the raw stream, JSON, or a table. */

import { cellText, quotedCell } from "../../common/csv-cells.ts";
import type { TracedEvent } from "./trace-log.ts";

export const TRACE_FORMATS = ["sse", "json", "csv"] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

const MEDIA_TYPES: Readonly<Record<TraceFormat, string>> = {
  sse: "text/event-stream",
  json: "application/json",
  csv: "text/csv",
};

const COLUMNS = [
  ["at", ({ atMs }) => new Date(atMs).toISOString()],
  ["id", ({ id }) => cellText(id)],
  ["type", ({ type }) => cellText(type)],
  ["accepted_to_durable_ms", ({ acceptedToDurableMs }) => numberText(acceptedToDurableMs)],
  ["durable_to_sent_ms", ({ durableToSentMs }) => numberText(durableToSentMs)],
  ["sent_to_here_ms", ({ sentToHereMs }) => numberText(sentToHereMs)],
  ["data", ({ data }) => cellText(data)],
] as const satisfies readonly (readonly [string, (event: TracedEvent) => string])[];

export function traceFile(events: readonly TracedEvent[], format: TraceFormat): Blob {
  return new Blob([textOf(events, format)], { type: MEDIA_TYPES[format] });
}

function textOf(events: readonly TracedEvent[], format: TraceFormat): string {
  switch (format) {
    case "sse":
      return events.map(({ raw }) => raw).join("");
    case "json":
      return JSON.stringify(
        events.map(({ key: _key, moments: _moments, ...event }) => event),
        undefined,
        2,
      );
    case "csv":
      return [
        COLUMNS.map(([name]) => name),
        ...events.map((event) => COLUMNS.map(([, of]) => of(event))),
      ]
        .map((cells) => `${cells.map(quotedCell).join(",")}\r\n`)
        .join("");
  }
}

function numberText(ms: number | undefined): string {
  return ms === undefined ? "" : ms.toFixed(3);
}
