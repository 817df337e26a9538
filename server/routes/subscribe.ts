/** `GET /events`: an event stream. Its first bytes are sent at once, and either side can end it. */

import { Elysia } from "elysia";
import type { Hub, Subscription } from "../hub/hub.ts";
import { StreamRefusedError } from "../hub/refusals.ts";
import type { Subscriber } from "../hub/subscriber.ts";
import type { WireFormat } from "../hub/wire-format.ts";
import {
  type Closed,
  closedTo,
  refusalError,
  refusalStream,
  wantsEventStream,
} from "./admission.ts";
import { ProblemError } from "./problems.ts";
import { queryOf } from "./request-target.ts";
import { sendingTo, STREAM_HEADERS } from "./stream-headers.ts";
import { readSubscription, type SubscriptionOptions, wantsMoments } from "./subscription.ts";
import { Turnstile } from "./turnstile.ts";

/** At about 60 µs each, they delay other readers' events by at most a millisecond. */
const OPENED_PER_TURN = 16;

export interface StreamOptions extends SubscriptionOptions {
  /** Whether to gzip streams for clients that accept it. */
  readonly isCompressing: boolean;
  /** For streams that ask for the moments of their events. */
  readonly momentsFormat: WireFormat;
  /** Ends the stream of this name in another thread; false if none has it. */
  readonly cutElsewhere: (streamName: string) => Promise<boolean>;
}

export function subscribeRoute(hub: Hub, options: StreamOptions) {
  const turnstile = new Turnstile(OPENED_PER_TURN);
  const open = (request: Request, query: URLSearchParams, subscription: Subscription) => {
    const refused = refusalOf(hub, request, subscription);
    if (refused !== undefined) return refused;
    const { headers, format } = wantsMoments(query)
      ? { headers: STREAM_HEADERS, format: options.momentsFormat }
      : sendingTo(request, options.isCompressing);
    try {
      return new Response(streamOf(hub, { ...subscription, format }), { headers });
    } catch (error) {
      if (error instanceof StreamRefusedError) return refusal(hub, request, error.cap);
      throw error;
    }
  };
  return (
    new Elysia({ name: "subscribe" })
      .get("/events", ({ request }) => {
        const query = queryOf(request.url);
        const subscription = readSubscription(request, query, options);
        const wait = closedTo(hub, subscription) === undefined ? turnstile.pass() : undefined;
        if (wait === undefined) return open(request, query, subscription);
        return wait.then(() =>
          request.signal.aborted ? new Response(null) : open(request, query, subscription),
        );
      })
      // Otherwise Elysia would run the handler above and read its endless response to the end.
      .head("/events", ({ request }) => {
        const subscription = readSubscription(request, queryOf(request.url), options);
        const refused = refusalOf(hub, request, subscription);
        const { headers } = sendingTo(request, options.isCompressing);
        return refused ?? new Response(new ReadableStream(), { headers });
      })
      .delete("/events/:stream", async ({ params, set }) => {
        const isCut = hub.cut(params.stream) || (await options.cutElsewhere(params.stream));
        if (!isCut) throw new ProblemError(404, "No open stream has this name");
        set.status = 204;
      })
  );
}

function refusalOf(hub: Hub, request: Request, subscription: Subscription): Response | undefined {
  const closed = closedTo(hub, subscription);
  return closed === undefined ? undefined : refusal(hub, request, closed);
}

/** @throws {ProblemError} 503 or 429 if the client is not an EventSource */
function refusal(hub: Hub, { headers }: Request, closed: Closed): Response {
  hub.counters.refused += 1;
  if (wantsEventStream(headers)) return refusalStream(closed);
  throw refusalError(closed);
}

/** A high-water mark of 0 makes `desiredSize` negative exactly while the socket accepts no more. */
function streamOf(hub: Hub, subscription: Subscription): ReadableStream<Uint8Array> {
  let subscriber: Subscriber | undefined;
  return new ReadableStream<Uint8Array>(
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
}
