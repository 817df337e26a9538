/** How a transport writes what the hub has to say; the hub itself only shares and joins the bytes. */

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

/** Writes an event as bytes. Formats that share one share an event's bytes too. */
export type EventEncoder = (fields: EventFields) => Uint8Array;

export interface WireFormat {
  readonly name: "sse" | "sse-gzip" | "ws";
  /** What comes before everything else; `undefined` for nothing. */
  readonly opening: Uint8Array | undefined;
  /** Whether an event may come in several chunks. */
  readonly isDivisible: boolean;
  /** Makes bytes ready for the transport; what it makes of a chunk serves any number of readers. */
  pack(bytes: Uint8Array): Uint8Array;
  readonly event: EventEncoder;
  retry(retryMs: number): Uint8Array;
  /** Moves a reader's last event id on without an event. */
  id(id: string): Uint8Array;
  /** What keeps an idle stream alive; `undefined` where the transport sees to that itself. */
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
