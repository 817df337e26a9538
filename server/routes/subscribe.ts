/** `GET /events`: an event stream. Its first bytes leave at once, and it ends when either side says so. */

import { Elysia } from "elysia";
import { selectorFault } from "#protocol";
import type { Hub, Subscription } from "../hub/hub.ts";
import type { Subscriber } from "../hub/subscriber.ts";
import { ProblemError } from "./problems.ts";

/** Most topics of one subscription. */
export const MAX_SELECTORS = 100;
/** A refused client comes back after 1 to this many seconds. */
const MAX_RETRY_AFTER_S = 10;
const STREAM_NAME = /^[A-Za-z0-9_-]{8,64}$/;
/** An id longer than any id of ours is kept only so far as to be shown. */
const MAX_SHOWN_ID = 128;

const STREAM_HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};

export interface SubscribeOptions {
  /** The header value by which the hub's own canary is known. */
  readonly canaryKey: string;
}

export const CANARY_HEADER = "x-streamgauge-canary";

export function subscribeRoute(hub: Hub, options: SubscribeOptions) {
  return new Elysia({ name: "subscribe" })
    .get("/events", ({ request }) => {
      refuseWhenClosed(hub);
      return streamOf(hub, readSubscription(request, options));
    })
    .delete("/events/:stream", ({ params, set }) => {
      if (!hub.cut(params.stream)) throw new ProblemError(404, "No open stream has this name");
      set.status = 204;
    });
}

function refuseWhenClosed(hub: Hub): void {
  if (hub.admission === "open") return;
  const why =
    hub.admission === "full"
      ? "The hub has as many streams as it takes"
      : "The hub is shutting down";
  const seconds = 1 + Math.floor(Math.random() * MAX_RETRY_AFTER_S);
  throw new ProblemError(503, `${why}; try again later`, { "retry-after": String(seconds) });
}

function readSubscription(request: Request, { canaryKey }: SubscribeOptions): Subscription {
  const query = new URL(request.url).searchParams;
  return {
    selectors: readSelectors(query),
    lastEventId: readLastEventId(request.headers, query),
    streamName: readStreamName(query),
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

/** A high-water mark of 0 makes `desiredSize` negative exactly while the socket takes no more. */
function streamOf(hub: Hub, subscription: Subscription): Response {
  let subscriber: Subscriber | undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        subscriber = hub.subscribe(controller, subscription);
      },
      cancel() {
        if (subscriber !== undefined) hub.unsubscribe(subscriber);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { headers: STREAM_HEADERS });
}
