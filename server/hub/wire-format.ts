/** How a transport writes the hub's output; the hub itself only shares and joins the bytes. */

import {
  encodeComment,
  encodeEvent,
  encodeFrameLine,
  encodeId,
  encodeIdLine,
  encodeRetry,
  encodeRetryLine,
  type EventFields,
} from "#protocol";

/** Encodes an event. Formats with the same encoder share an event's bytes. */
export type EventEncoder = (fields: EventFields) => Uint8Array;

export interface WireFormat {
  readonly name: "sse" | "sse-gzip" | "ws";
  /** First bytes of a stream; `undefined` for none. */
  readonly opening: Uint8Array | undefined;
  /** Whether an event may be split across chunks. */
  readonly isDivisible: boolean;
  /** Prepares bytes for the transport; a prepared chunk serves any number of readers. */
  pack(bytes: Uint8Array): Uint8Array;
  readonly event: EventEncoder;
  retry(retryMs: number): Uint8Array;
  /** Advances a reader's last event id without an event. */
  id(id: string): Uint8Array;
  /** Keeps an idle stream alive; `undefined` if the transport does that itself. */
  readonly heartbeat: Uint8Array | undefined;
}

/** An event stream. */
export const SSE_FORMAT: WireFormat = {
  name: "sse",
  opening: undefined,
  isDivisible: true,
  pack: (bytes) => bytes,
  event: encodeEvent,
  retry: encodeRetry,
  id: encodeId,
  heartbeat: encodeComment(""),
};

/** Lines of JSON in WebSocket text frames; Bun pings idle sockets. */
export const WS_FORMAT: WireFormat = {
  name: "ws",
  opening: undefined,
  isDivisible: false,
  pack: (bytes) => bytes,
  event: encodeFrameLine,
  retry: encodeRetryLine,
  id: encodeIdLine,
  heartbeat: undefined,
};
