/** `GET /events`: an event stream. Its first bytes leave at once, and it ends when either side says so. */

import { Elysia } from "elysia";
import type { Hub, Subscription } from "../hub/hub.ts";
import type { Subscriber } from "../hub/subscriber.ts";
import { acceptsGzip, GZIP_FORMAT } from "./gzip-format.ts";
import { ProblemError } from "./problems.ts";
import { readSubscription, refuseWhenClosed, type SubscriptionOptions } from "./subscription.ts";
import { Turnstile } from "./turnstile.ts";

const STREAM_HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};
/** Where it depends on the request whether the stream is compressed. */
const NEGOTIATED_HEADERS = { ...STREAM_HEADERS, vary: "accept-encoding" };
const GZIP_HEADERS = { ...NEGOTIATED_HEADERS, "content-encoding": "gzip" };

type StreamHeaders = typeof STREAM_HEADERS | typeof NEGOTIATED_HEADERS | typeof GZIP_HEADERS;

/** At about 60 µs each, events to the others wait a millisecond at most. */
const OPENED_PER_TURN = 16;

export interface StreamOptions extends SubscriptionOptions {
  /** Streams whose clients accept it are sent in gzip. */
  readonly isCompressing: boolean;
}

export function subscribeRoute(hub: Hub, options: StreamOptions) {
  const turnstile = new Turnstile(OPENED_PER_TURN);
  const open = (request: Request, subscription: Subscription) => {
    if (!options.isCompressing) return streamOf(hub, subscription, STREAM_HEADERS);
    return acceptsGzip(request.headers.get("accept-encoding"))
      ? streamOf(hub, { ...subscription, format: GZIP_FORMAT }, GZIP_HEADERS)
      : streamOf(hub, subscription, NEGOTIATED_HEADERS);
  };
  return new Elysia({ name: "subscribe" })
    .get("/events", ({ request }) => {
      const subscription = readSubscription(request, options);
      refuseWhenClosed(hub, subscription);
      const wait = turnstile.pass();
      if (wait === undefined) return open(request, subscription);
      return wait.then(() => {
        if (request.signal.aborted) return new Response(null);
        refuseWhenClosed(hub, subscription);
        return open(request, subscription);
      });
    })
    .delete("/events/:stream", ({ params, set }) => {
      if (!hub.cut(params.stream)) throw new ProblemError(404, "No open stream has this name");
      set.status = 204;
    });
}

/** A high-water mark of 0 makes `desiredSize` negative exactly while the socket takes no more. */
function streamOf(hub: Hub, subscription: Subscription, headers: StreamHeaders): Response {
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
  return new Response(stream, { headers });
}
