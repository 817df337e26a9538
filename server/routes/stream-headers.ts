/** How an event stream is sent to a client: its headers, and compressed where that is wanted and accepted. */

import type { WireFormat } from "../hub/wire-format.ts";
import { acceptsGzip, GZIP_FORMAT } from "./gzip-format.ts";

export const STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // A proxy that compresses an answer keeps events back until it has enough of them.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};
/** Where it depends on the request whether the stream is compressed. */
const NEGOTIATED_HEADERS = { ...STREAM_HEADERS, vary: "accept-encoding" };
const GZIP_HEADERS = { ...NEGOTIATED_HEADERS, "content-encoding": "gzip" };

export interface Sending {
  readonly headers: Readonly<Record<string, string>>;
  /** `undefined` for plain text. */
  readonly format: WireFormat | undefined;
}

export function sendingTo({ headers }: Request, isCompressing: boolean): Sending {
  if (!isCompressing) return { headers: STREAM_HEADERS, format: undefined };
  return acceptsGzip(headers.get("accept-encoding"))
    ? { headers: GZIP_HEADERS, format: GZIP_FORMAT }
    : { headers: NEGOTIATED_HEADERS, format: undefined };
}
