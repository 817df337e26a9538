/** What a new stream asks for, read from its request, whatever its transport; and whether it may open now. */

import { selectorFault } from "#protocol";
import type { Admission, Hub, Subscription } from "../hub/hub.ts";
import { ProblemError } from "./problems.ts";

/** Most topics of one subscription. */
export const MAX_SELECTORS = 100;
/** A refused client comes back after 1 to this many seconds. */
const MAX_RETRY_AFTER_S = 10;
const STREAM_NAME = /^[A-Za-z0-9_-]{8,64}$/;
/** An id longer than any id of ours is kept only so far as to be shown. */
const MAX_SHOWN_ID = 128;

/** The hub's own canary sends its key in this header. */
export const CANARY_HEADER = "x-streamgauge-canary";

const REFUSALS = {
  full: [503, "The hub has as many streams as it takes"],
  "full-for-address": [429, "Your address has as many streams as one may have"],
  draining: [503, "The hub is shutting down"],
} as const satisfies Record<Exclude<Admission, "open">, readonly [status: number, why: string]>;

/**
 * @throws {ProblemError} 503 when the hub takes no more streams, 429 when it takes none of this address;
 *   the hub's own canary counts against no address
 */
export function refuseWhenClosed(hub: Hub, { address, isInternal }: Subscription): void {
  const admission = hub.admissionOf(isInternal ? undefined : address);
  if (admission === "open") return;
  const [status, why] = REFUSALS[admission];
  const seconds = 1 + Math.floor(Math.random() * MAX_RETRY_AFTER_S);
  throw new ProblemError(status, `${why}; try again later`, { "retry-after": String(seconds) });
}

/** Finds out where a request comes from; `undefined` where that cannot be known. */
export type AddressOf = (request: Request) => string | undefined;

/** How a new stream is read from its request: by `canaryKey`, a header's value, the hub's own canary is known. */
export interface SubscriptionOptions {
  readonly canaryKey: string;
  readonly addressOf: AddressOf;
}

/** @throws {ProblemError} 400 when the request is not as expected */
export function readSubscription(
  request: Request,
  { canaryKey, addressOf }: SubscriptionOptions,
): Subscription {
  const query = new URL(request.url).searchParams;
  return {
    selectors: readSelectors(query),
    lastEventId: readLastEventId(request.headers, query),
    streamName: readStreamName(query),
    address: addressOf(request),
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

/** The header wins: a client that reconnects knows better than the address it first connected to. */
function readLastEventId(headers: Headers, query: URLSearchParams): string | undefined {
  const header = headers.get("last-event-id");
  const id = header
    ? Buffer.from(header, "latin1").toString("utf8")
    : (query.get("lastEventID") ?? query.get("last_event_id"));
  return id ? id.slice(0, MAX_SHOWN_ID) : undefined;
}

function readStreamName(query: URLSearchParams): string | undefined {
  const name = query.get("stream") ?? undefined;
  if (name !== undefined && !STREAM_NAME.test(name)) {
    throw new ProblemError(400, "stream: expected 8 to 64 letters, digits, '_' or '-'");
  }
  return name;
}
