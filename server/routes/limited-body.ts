/** Reads a request's body as UTF-8 text, and not a byte more than allowed. */

import { ProblemError } from "./problems.ts";

/** The publisher disconnected before its body was complete, or sent malformed chunks. */
export class BrokenBodyError extends ProblemError {
  constructor() {
    super(400, "The body is incomplete", { connection: "close" });
  }
}

/** @throws {ProblemError} 413 when the body is larger than `maxBytes`, 400 when it is not UTF-8 or is incomplete */
export async function readLimitedText(request: Request, maxBytes: number): Promise<string> {
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  let bytes: Uint8Array;
  try {
    bytes = Number.isNaN(declared)
      ? await readCounted(request, maxBytes)
      : new Uint8Array(await request.arrayBuffer());
  } catch (error) {
    throw error instanceof ProblemError ? error : new BrokenBodyError();
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ProblemError(400, "The body is not UTF-8");
  }
}

/** A body without a declared length is counted as it arrives. */
async function readCounted(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError(413, `The body is too large: expected at most ${maxBytes} bytes`);
}
