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

/** When an event passed the hub, on its monotonic clock, in ms. */
export interface Moments {
  /** `undefined` if another process accepted it. */
  readonly acceptedAtMs: number | undefined;
  readonly durableAtMs: number;
}

/** Encodes an event. Formats with the same encoder share an event's bytes. */
export type EventEncoder = (fields: EventFields) => Uint8Array;

export interface WireFormat {
  readonly name: "sse" | "sse-gzip" | "sse-moments" | "ws";
  /** First bytes of a stream; `undefined` for none. */
  readonly opening: Uint8Array | undefined;
  /** Whether an event may be split across chunks. */
  readonly isDivisible: boolean;
  /** Prepares bytes for the transport; a prepared chunk serves any number of readers. */
  pack(bytes: Uint8Array): Uint8Array;
  readonly event: EventEncoder;
  /** What goes before a live event of the log; nothing if absent. */
  readonly before?: (event: Moments) => Uint8Array;
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

/** The hub's clocks, in ms: the one by which it times events, and the time of day since 1970. */
export interface Clocks {
  readonly nowMs: () => number;
  readonly wallMs: () => number;
}

/**
 * An event stream with the moments of each live event in a comment before it, in ms since 1970:
 * `: accepted=… durable=… sent=…`. `sent` is when the event was handed over to this stream's socket.
 */
export function momentsFormat({ nowMs, wallMs }: Clocks): WireFormat {
  return {
    ...SSE_FORMAT,
    name: "sse-moments",
    before({ acceptedAtMs, durableAtMs }) {
      const sentAtMs = nowMs();
      const originMs = wallMs() - sentAtMs;
      const moments = { accepted: acceptedAtMs, durable: durableAtMs, sent: sentAtMs };
      const texts = Object.entries(moments).flatMap(([name, atMs]) =>
        atMs === undefined ? [] : [`${name}=${(originMs + atMs).toFixed(3)}`],
      );
      return encodeComment(texts.join(" "));
    },
  };
}
