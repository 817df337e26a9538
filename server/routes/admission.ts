/** The response to a stream that the hub does not open. */

import { encodeComment, encodeRetry } from "#protocol";
import type { Admission, Hub, Subscription } from "../hub/hub.ts";
import { ProblemError } from "./problems.ts";
import { STREAM_HEADERS } from "./stream-headers.ts";

/** A refused client is told to come back after 1 to this many seconds. */
const MAX_RETRY_AFTER_S = 10;

export type Closed = Exclude<Admission, "open">;

const REFUSALS = {
  full: [503, "The hub has reached its limit of open streams"],
  "full-for-address": [429, "Your address has reached its limit of open streams"],
  draining: [503, "The hub is shutting down"],
} as const satisfies Record<Closed, readonly [status: number, why: string]>;

/** Why the hub does not open this stream now. Caps do not apply to the hub's own canary. */
export function closedTo(hub: Hub, { address, isInternal }: Subscription): Closed | undefined {
  const admission = isInternal ? hub.admissionOfOwn() : hub.admissionOf(address);
  return admission === "open" ? undefined : admission;
}

/** Closes the connection: at the cap, refused clients must not use up the remaining descriptors. */
export function refusalError(closed: Closed): ProblemError {
  const [status, why] = REFUSALS[closed];
  return new ProblemError(status, `${why}; try again later`, {
    "retry-after": String(Math.round(retryAfterMs() / 1000)),
    connection: "close",
  });
}

/**
 * An EventSource gives up for good on any status but 200, so it gets a stream that says when to come back, then ends.
 * [spec] https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
 */
export function refusalStream(closed: Closed): Response {
  const [, why] = REFUSALS[closed];
  const retryMs = retryAfterMs();
  const body = Buffer.concat([encodeRetry(retryMs), encodeComment(` ${why}`)]);
  return new Response(body, {
    headers: {
      ...STREAM_HEADERS,
      "retry-after": String(Math.round(retryMs / 1000)),
      connection: "close",
    },
  });
}

/** Whether the client is an EventSource, or reconnects like one. */
export function wantsEventStream(headers: Headers): boolean {
  return /(?:^|,)\s*text\/event-stream\s*(?:[;,]|$)/i.test(headers.get("accept") ?? "");
}

function retryAfterMs(): number {
  return Math.round(1_000 + Math.random() * (MAX_RETRY_AFTER_S - 1) * 1_000);
}
