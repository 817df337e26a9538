/**
 * What the standard does with a response: open, redirect, or give up for good. Pure.
 * [spec] https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
 */

import type { ResponseHead } from "./http-head.ts";
import type { Outage } from "./outage.ts";

export type Verdict =
  | { readonly kind: "open" }
  | { readonly kind: "redirect"; readonly location: string }
  | { readonly kind: "fail"; readonly outage: Outage };

// [spec] https://fetch.spec.whatwg.org/#redirect-status
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Judges the head of a final response to an event stream request. */
export function judge({ status, headers }: ResponseHead): Verdict {
  const location = headers.get("location");
  if (REDIRECTS.has(status) && location !== undefined) return { kind: "redirect", location };
  // [spec] If … res's status is not 200, or if res's `Content-Type` is not `text/event-stream`, then
  // fail the connection.
  if (status !== 200) return fail("status", `Cannot open a stream: status ${status}, expected 200`);
  const contentType = headers.get("content-type");
  if (contentType === undefined || essence(contentType) !== "text/event-stream") {
    return fail(
      "content-type",
      `Cannot open a stream: Content-Type ${JSON.stringify(contentType ?? "")}, expected text/event-stream`,
    );
  }
  const coding = headers.get("content-encoding")?.toLowerCase() ?? "identity";
  // None was requested, so clients need not support one.
  if (coding !== "identity") {
    return fail("content-encoding", `Cannot read a stream with Content-Encoding ${coding}`);
  }
  return { kind: "open" };
}

/** The type without its parameters; of several, the last counts, as in Fetch's "extract a MIME type". */
function essence(contentType: string): string {
  const last = contentType.split(",").at(-1) ?? "";
  return (last.split(";")[0] ?? "").trim().toLowerCase();
}

function fail(kind: Outage["kind"], reason: string): Verdict {
  return { kind: "fail", outage: { kind, reason } };
}
