/** `GET /events`: an event stream. Its first bytes leave at once, and it ends when either side says so. */

import { Elysia } from "elysia";
import type { Hub, Subscription } from "../hub/hub.ts";
import type { Subscriber } from "../hub/subscriber.ts";
import { ProblemError } from "./problems.ts";
import { type AddressOf, readSubscription, refuseWhenClosed } from "./subscription.ts";

const STREAM_HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};

/** `canaryKey` is the header value by which the hub's own canary is known. */
export function subscribeRoute(hub: Hub, canaryKey: string, addressOf: AddressOf) {
  return new Elysia({ name: "subscribe" })
    .get("/events", ({ request }) => {
      const address = addressOf(request);
      refuseWhenClosed(hub, address);
      return streamOf(hub, { ...readSubscription(request, canaryKey), address });
    })
    .delete("/events/:stream", ({ params, set }) => {
      if (!hub.cut(params.stream)) throw new ProblemError(404, "No open stream has this name");
      set.status = 204;
    });
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
