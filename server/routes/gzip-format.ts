/**
 * An event stream in gzip, where the client accepts it: each chunk is deflated once, flushed to its last
 * byte and without a look back at earlier ones, so that it serves any number of streams, each of which
 * may have begun at another place.
 */

import { constants, deflateRawSync } from "node:zlib";
import { SSE_FORMAT, type WireFormat } from "../hub/wire-format.ts";

/** [RFC 1952, 2.3] magic, deflate, no flags, no time, no extra flags, Unix. */
const GZIP_HEADER = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/** The stream's checksum is never sent: a reader has each event when it comes, and no stream ends whole. */
export const GZIP_FORMAT: WireFormat = {
  name: "sse-gzip",
  opening: GZIP_HEADER,
  isDivisible: SSE_FORMAT.isDivisible,
  event: SSE_FORMAT.event,
  retry: SSE_FORMAT.retry,
  id: SSE_FORMAT.id,
  heartbeat: SSE_FORMAT.heartbeat && flushed(SSE_FORMAT.heartbeat),
  pack: flushed,
};

/** Whether an `Accept-Encoding` takes gzip: `*` speaks for it only where it is not named itself. [RFC 9110, 12.5.3] */
export function acceptsGzip(acceptEncoding: string | null): boolean {
  const weights = new Map<string, number>();
  for (const element of (acceptEncoding ?? "").toLowerCase().split(",")) {
    const [coding = "", ...parameters] = element.split(";").map((part) => part.trim());
    const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.split("=")[1];
    weights.set(coding, weight === undefined ? 1 : Number(weight));
  }
  const weight = weights.get("gzip") ?? weights.get("x-gzip") ?? weights.get("*") ?? 0;
  return weight > 0;
}

function flushed(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
}
