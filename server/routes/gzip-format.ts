/**
 * An event stream in gzip. Each chunk is deflated once, flushed to its last byte and independent of earlier ones, so
 * that it serves any number of streams, wherever each of them began.
 */

import { constants, deflateRawSync } from "node:zlib";
import { SSE_FORMAT, type WireFormat } from "../hub/wire-format.ts";

/** [RFC 1952, 2.3] magic, deflate, no flags, no time, no extra flags, Unix. */
const GZIP_HEADER = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/** The stream's checksum is never sent: readers get every event as it comes, and no stream ends properly. */
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

/** Whether an `Accept-Encoding` accepts gzip; `*` covers it only if it is not listed itself. [RFC 9110, 12.5.3] */
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
