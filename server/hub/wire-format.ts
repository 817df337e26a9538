/** How a transport writes what the hub has to say; the hub itself only shares and joins the bytes. */

import {
  encodeComment,
  encodeEvent,
  encodeFrameLine,
  encodeRetry,
  encodeRetryLine,
  type EventFields,
} from "#protocol";

export interface WireFormat {
  readonly name: "sse" | "sse-gzip" | "ws";
  /** What comes before everything else; `undefined` for nothing. */
  readonly opening: Uint8Array | undefined;
  /** Makes bytes ready for the transport; what it makes of a chunk serves any number of readers. */
  pack(bytes: Uint8Array): Uint8Array;
  event(fields: EventFields): Uint8Array;
  retry(retryMs: number): Uint8Array;
  /** What keeps an idle stream alive; `undefined` where the transport sees to that itself. */
  readonly heartbeat: Uint8Array | undefined;
}

/** An event stream. */
export const SSE_FORMAT: WireFormat = {
  name: "sse",
  opening: undefined,
  pack: (bytes) => bytes,
  event: encodeEvent,
  retry: encodeRetry,
  heartbeat: encodeComment(""),
};

/** Lines of JSON in WebSocket text frames; Bun pings idle sockets. */
export const WS_FORMAT: WireFormat = {
  name: "ws",
  opening: undefined,
  pack: (bytes) => bytes,
  event: encodeFrameLine,
  retry: encodeRetryLine,
  heartbeat: undefined,
};
