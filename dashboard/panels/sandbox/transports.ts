/**
 * The transports that a Sandbox connection can choose: the browser's EventSource, a WebSocket, or a response's body that
 * may be left unread. Each resumes by itself after its last event until it is closed.
 */

import type { Source } from "../../feed/reopening-source.ts";
import type { Wire, WireOptions } from "./wire.ts";
import { EventSourceWire } from "./wire-event-source.ts";
import { FetchWire } from "./wire-fetch.ts";
import { SocketWire } from "./wire-socket.ts";

/** In the order in which they are offered. */
export const TRANSPORTS = [
  { value: "eventsource", label: "EventSource" },
  { value: "websocket", label: "WebSocket" },
  { value: "fetch", label: "fetch()" },
] as const;
export type Transport = (typeof TRANSPORTS)[number]["value"];

export function transportLabel(transport: Transport): string {
  return TRANSPORTS.find(({ value }) => value === transport)?.label ?? transport;
}

/** Ways to open what the browser offers, for tests. */
export interface Openers {
  readonly open?: ((url: string) => Source) | undefined;
  readonly openSocket?: ((url: string) => WebSocket) | undefined;
}

export function openWire(transport: Transport, options: WireOptions, openers: Openers): Wire {
  switch (transport) {
    case "eventsource":
      return new EventSourceWire(options, openers.open);
    case "websocket":
      return new SocketWire(options, openers.openSocket);
    case "fetch":
      return new FetchWire(options);
  }
}
