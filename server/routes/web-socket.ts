/**
 * `/ws`: the same hub and cursors behind a WebSocket, so that both transports can be measured alike. A
 * frame holds lines of JSON; see `protocol/frame.ts`. Nothing is read from the client.
 */

import { Elysia } from "elysia";
import type { Hub, Subscription } from "../hub/hub.ts";
import type { Sink, Subscriber } from "../hub/subscriber.ts";
import { WS_FORMAT } from "../hub/wire-format.ts";
import { closedTo, refusalError } from "./admission.ts";
import { ProblemError } from "./problems.ts";
import { readSubscription, type SubscriptionOptions } from "./subscription.ts";

/** What a socket carries from its request on. */
export interface SocketState {
  readonly subscription: Subscription;
  subscriber: Subscriber | undefined;
}

/** Hands the connection over to the WebSocket handlers; false when the request is no handshake. */
export type Upgrade = (request: Request, state: SocketState) => boolean;

/** A socket that holds more than this unsent is behind. It holds one event more where that is larger. */
const MAX_BUFFERED_BYTES = 64 * 1024;
/** Bun drops what it is to hold beyond this: more than the largest event takes as JSON. */
const BACKPRESSURE_LIMIT_BYTES = 1024 * 1024 * 1024;
const GOING_AWAY = 1001;

export function webSocketRoute(hub: Hub, options: SubscriptionOptions, upgrade: Upgrade) {
  const notHere = () =>
    new ProblemError(426, "This address speaks WebSocket", { upgrade: "websocket" });
  return new Elysia({ name: "web-socket" })
    .get("/ws", ({ request }) => {
      const subscription = { ...readSubscription(request, options), format: WS_FORMAT };
      const closed = closedTo(hub, subscription);
      if (closed !== undefined) {
        hub.counters.refused += 1;
        throw refusalError(closed);
      }
      if (!upgrade(request, { subscription, subscriber: undefined })) throw notHere();
    })
    .head("/ws", () => {
      throw notHere();
    });
}

/** What `Bun.serve` calls for the sockets of the route. */
export function webSocketHandlers(hub: Hub): Bun.WebSocketHandler<SocketState> {
  return {
    maxPayloadLength: 1024,
    backpressureLimit: BACKPRESSURE_LIMIT_BYTES,
    open(socket) {
      socket.data.subscriber = hub.subscribe(new SocketSink(socket), socket.data.subscription);
    },
    message() {
      // A subscriber has nothing to say here.
    },
    close({ data: { subscriber } }) {
      if (subscriber !== undefined) hub.unsubscribe(subscriber);
    },
  };
}

class SocketSink implements Sink {
  readonly #socket: Bun.ServerWebSocket<SocketState>;

  constructor(socket: Bun.ServerWebSocket<SocketState>) {
    this.#socket = socket;
  }

  get desiredSize(): number | null {
    if (this.#socket.readyState !== WebSocket.OPEN) return null;
    return MAX_BUFFERED_BYTES - this.#socket.getBufferedAmount();
  }

  /** What Bun does not take is gone, so the socket goes too: its client comes back for it. */
  enqueue(chunk: Uint8Array): void {
    if (this.#socket.sendText(textOf(chunk)) !== 0) return;
    this.#socket.terminate();
    throw new Error("The socket takes nothing any more");
  }

  close(): void {
    this.#socket.close(GOING_AWAY);
  }

  error(): void {
    this.#socket.terminate();
  }
}

const utf8 = new TextDecoder();
let lastChunk: Uint8Array | undefined;
let lastText = "";

/** A chunk goes to all sockets of an audience one after the other: it is decoded for the first only. */
function textOf(chunk: Uint8Array): string {
  if (chunk !== lastChunk) {
    lastText = utf8.decode(chunk);
    lastChunk = chunk;
  }
  return lastText;
}
