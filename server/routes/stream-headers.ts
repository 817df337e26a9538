/** The headers of an event stream, and whether it is compressed for a client. */

import type { WireFormat } from "../hub/wire-format.ts";
import { acceptsGzip, GZIP_FORMAT } from "./gzip-format.ts";

export const STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // A proxy that compresses a response holds events back until it has enough of them.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};
/** For when compression depends on the request. */
const NEGOTIATED_HEADERS = { ...STREAM_HEADERS, vary: "accept-encoding" };
const GZIP_HEADERS = { ...NEGOTIATED_HEADERS, "content-encoding": "gzip" };

export interface Sending {
  readonly headers: Readonly<Record<string, string>>;
  /** `undefined` for no compression. */
  readonly format: WireFormat | undefined;
}

export function sendingTo({ headers }: Request, isCompressing: boolean): Sending {
  if (!isCompressing) return { headers: STREAM_HEADERS, format: undefined };
  return acceptsGzip(headers.get("accept-encoding"))
    ? { headers: GZIP_HEADERS, format: GZIP_FORMAT }
    : { headers: NEGOTIATED_HEADERS, format: undefined };
}
