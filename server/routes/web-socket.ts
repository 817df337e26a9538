/**
 * `/ws`: the same hub and cursors over a WebSocket, so that both transports can be compared. A frame has lines of
 * JSON; see `protocol/frame.ts`. Nothing is read from the client.
 */

import { Elysia } from "elysia";
import type { Hub, Subscription } from "../hub/hub.ts";
import { StreamRefusedError } from "../hub/refusals.ts";
import type { Sink, Subscriber } from "../hub/subscriber.ts";
import { WS_FORMAT } from "../hub/wire-format.ts";
import { closedTo, refusalError } from "./admission.ts";
import { ProblemError } from "./problems.ts";
import { queryOf } from "./request-target.ts";
import { readSubscription, type SubscriptionOptions } from "./subscription.ts";

/** What a socket keeps from its request. */
export interface SocketState {
  readonly subscription: Subscription;
  subscriber: Subscriber | undefined;
}

/** Hands the connection over to the WebSocket handlers; false if the request is not a handshake. */
export type Upgrade = (request: Request, state: SocketState) => boolean;

/** A socket with more unsent bytes than this is behind. It may hold one larger event. */
const MAX_BUFFERED_BYTES = 64 * 1024;
/** Beyond this Bun would drop data; it is more than the largest event takes as JSON. */
const BACKPRESSURE_LIMIT_BYTES = 1024 * 1024 * 1024;
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

export function webSocketRoute(hub: Hub, options: SubscriptionOptions, upgrade: Upgrade) {
  const notHere = () =>
    new ProblemError(426, "This route is for WebSockets only", { upgrade: "websocket" });
  return new Elysia({ name: "web-socket" })
    .get("/ws", ({ request }) => {
      const asked = readSubscription(request, queryOf(request.url), options);
      const subscription = { ...asked, format: WS_FORMAT };
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

/** The handlers of `Bun.serve` for this route's sockets. */
export function webSocketHandlers(hub: Hub): Bun.WebSocketHandler<SocketState> {
  return {
    maxPayloadLength: 1024,
    backpressureLimit: BACKPRESSURE_LIMIT_BYTES,
    open(socket) {
      try {
        socket.data.subscriber = hub.subscribe(new SocketSink(socket), socket.data.subscription);
      } catch (error) {
        if (!(error instanceof StreamRefusedError)) throw error;
        // Others took the room since the handshake.
        hub.counters.refused += 1;
        socket.close(TRY_AGAIN_LATER);
      }
    },
    message() {
      // Messages from subscribers are ignored.
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

  /** Data that Bun does not accept is lost, so the socket is closed; its client reconnects and resumes. */
  enqueue(chunk: Uint8Array): void {
    if (this.#socket.sendText(textOf(chunk)) !== 0) return;
    this.#socket.terminate();
    throw new Error("The socket accepts no more data");
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

/** A chunk goes to all sockets of an audience in turn, so it is decoded only for the first. */
function textOf(chunk: Uint8Array): string {
  if (chunk !== lastChunk) {
    lastText = utf8.decode(chunk);
    lastChunk = chunk;
  }
  return lastText;
}
