/**
 * `/ws`: the same hub and cursors behind a WebSocket, so that both transports can be measured alike. A
 * frame holds lines of JSON; see `protocol/frame.ts`. Nothing is read from the client.
 */

import { Elysia } from "elysia";
import type { Hub, Subscription } from "../hub/hub.ts";
import type { Sink, Subscriber } from "../hub/subscriber.ts";
import { WS_FORMAT } from "../hub/wire-format.ts";
import { ProblemError } from "./problems.ts";
import { readSubscription, refuseWhenClosed, type SubscriptionOptions } from "./subscription.ts";

/** What a socket carries from its request on. */
export interface SocketState {
  readonly subscription: Subscription;
  subscriber: Subscriber | undefined;
}

/** Hands the connection over to the WebSocket handlers; false when the request is no handshake. */
export type Upgrade = (request: Request, state: SocketState) => boolean;

/** A socket that holds more than this unsent is behind. */
const MAX_BUFFERED_BYTES = 64 * 1024;
const GOING_AWAY = 1001;

export function webSocketRoute(hub: Hub, options: SubscriptionOptions, upgrade: Upgrade) {
  return new Elysia({ name: "web-socket" }).get("/ws", ({ request }) => {
    const subscription = { ...readSubscription(request, options), format: WS_FORMAT };
    refuseWhenClosed(hub, subscription);
    if (!upgrade(request, { subscription, subscriber: undefined })) {
      throw new ProblemError(426, "This address speaks WebSocket", { upgrade: "websocket" });
    }
  });
}

/** What `Bun.serve` calls for the sockets of the route. */
export function webSocketHandlers(hub: Hub): Bun.WebSocketHandler<SocketState> {
  return {
    maxPayloadLength: 1024,
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

  enqueue(chunk: Uint8Array): void {
    this.#socket.sendText(textOf(chunk));
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
