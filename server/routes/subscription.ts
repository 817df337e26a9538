/** Reads what a new stream subscribes to from its request, on any transport. */

import { selectorFault } from "#protocol";
import type { Subscription } from "../hub/hub.ts";
import type { SourceOf } from "./client-address.ts";
import { ProblemError } from "./problems.ts";

/** Most topics of one subscription. */
export const MAX_SELECTORS = 100;
const STREAM_NAME = /^[A-Za-z0-9_-]{8,64}$/;

/** The hub's own canary sends its key in this header. */
export const CANARY_HEADER = "x-streamgauge-canary";

/** Query parameters, in any letter case, for clients that cannot send the last event id as a header. */
const LAST_EVENT_ID_NAMES: ReadonlySet<string> = new Set([
  "lasteventid",
  "last_event_id",
  "last-event-id",
]);

/** `canaryKey` is the header value by which the hub recognises its own canary. */
export interface SubscriptionOptions {
  readonly canaryKey: string;
  readonly sourceOf: SourceOf;
}

/**
 * `query` is the request's.
 * @throws {ProblemError} 400 when the request is invalid
 */
export function readSubscription(
  request: Request,
  query: URLSearchParams,
  { canaryKey, sourceOf }: SubscriptionOptions,
): Subscription {
  return {
    selectors: readSelectors(query),
    lastEventId: readLastEventId(request.headers, query),
    streamName: readStreamName(query),
    ...sourceOf(request),
    isInternal: request.headers.get(CANARY_HEADER) === canaryKey,
  };
}

function readSelectors(query: URLSearchParams): string[] {
  const selectors = query.getAll("topic");
  if (selectors.length === 0) {
    throw new ProblemError(400, "No topic: expected at least one, as in /events?topic=orders");
  }
  if (selectors.length > MAX_SELECTORS) {
    throw new ProblemError(400, `${selectors.length} topics: expected at most ${MAX_SELECTORS}`);
  }
  const fault = selectors.map(selectorFault).find((found) => found !== undefined);
  if (fault !== undefined) throw new ProblemError(400, `Cannot subscribe: ${fault}`);
  return selectors;
}

/** The header wins: on reconnecting it is newer than the id in the URL. */
function readLastEventId(headers: Headers, query: URLSearchParams): string | undefined {
  const header = headers.get("last-event-id");
  if (header) return Buffer.from(header, "latin1").toString("utf8");
  for (const [name, value] of query) {
    if (value !== "" && LAST_EVENT_ID_NAMES.has(name.toLowerCase())) return value;
  }
  return undefined;
}

function readStreamName(query: URLSearchParams): string | undefined {
  const name = query.get("stream") ?? undefined;
  if (name !== undefined && !STREAM_NAME.test(name)) {
    throw new ProblemError(400, "stream: expected 8 to 64 letters, digits, '_' or '-'");
  }
  return name;
}

/**
 * Whether a comment before each live event is to tell when it passed the hub.
 * @throws {ProblemError} 400 when the parameter is neither `true` nor `false`
 */
export function wantsMoments(query: URLSearchParams): boolean {
  const asked = query.get("moments") ?? "false";
  if (asked === "true" || asked === "false") return asked === "true";
  throw new ProblemError(400, `moments: expected true or false, not '${asked}'`);
}
