/**
 * Decodes a connection's bytes into consecutive HTTP/1.1 responses, however the bytes are split. Body bytes are
 * passed on in place, never copied; outside of heads only a few numbers are kept.
 * [spec] https://www.rfc-editor.org/rfc/rfc9112
 */

import { ByteStore } from "./byte-store.ts";
import { type BodySink, ChunkedBody } from "./chunked.ts";
import { bodyFraming, HttpLimitError, parseHead, type ResponseHead } from "./http-head.ts";
import { asBuffer, decodeLatin1 } from "./text.ts";

/** Callbacks of a decoder. One object serves all decoders; each call gets the owner. */
export interface ResponseHandlers<Owner> extends BodySink<Owner> {
  /** A final response began; 1xx ones are skipped. */
  onHead(head: ResponseHead, owner: Owner): void;
  /** Body bytes, from `start` to below `end`, without the transfer coding. */
  onBody(bytes: Buffer, start: number, end: number, owner: Owner): void;
  /** The response is complete; another may follow. */
  onEnd(owner: Owner): void;
}

/** Maximum length of status line and header section together, as in Chromium. */
export const MAX_HEAD_BYTES = 256 * 1024;

const LF = 0x0a;
const CR = 0x0d;

const STEP = { head: 0, length: 1, chunked: 2, untilClose: 3 } as const;

export class HttpResponseDecoder<Owner = undefined> {
  readonly #handlers: ResponseHandlers<Owner>;
  readonly #owner: Owner;
  #step: (typeof STEP)[keyof typeof STEP] = STEP.head;
  #partialHead: ByteStore | undefined;
  #chunks: ChunkedBody | undefined;
  #remainingBytes = 0;
  /** Counts resets, so that a push notices a reset by a handler. */
  #run = 0;

  constructor(handlers: ResponseHandlers<Owner>, owner: Owner) {
    this.#handlers = handlers;
    this.#owner = owner;
  }

  /**
   * Decodes the next bytes and calls the handlers. If a handler calls `reset`, the rest of the bytes is dropped.
   * @throws {HttpSyntaxError} when they are not HTTP or exceed a limit; after that only `reset` is allowed
   */
  push(chunk: Uint8Array): void {
    const bytes = asBuffer(chunk);
    const run = this.#run;
    let at = 0;
    while (at < bytes.length && run === this.#run) at = this.#read(bytes, at);
  }

  /** Ends the connection. Returns whether that was a valid point: between responses or at a body's end. */
  finish(): boolean {
    if (this.#step === STEP.untilClose) this.#complete();
    return this.#step === STEP.head && this.#partialHead === undefined;
  }

  /** Drops the current response and expects a new connection. */
  reset(): void {
    this.#expectHead();
    this.#run++;
  }

  #read(bytes: Buffer, at: number): number {
    if (this.#chunks !== undefined) return this.#readChunks(this.#chunks, bytes, at);
    if (this.#step === STEP.head) return this.#readHead(bytes, at);
    if (this.#step === STEP.length) return this.#readLength(bytes, at);
    this.#handlers.onBody(bytes, at, bytes.length, this.#owner);
    return bytes.length;
  }

  #readHead(bytes: Buffer, start: number): number {
    if (this.#partialHead !== undefined) return this.#finishHead(this.#partialHead, bytes, start);
    const at = skipLineEnds(bytes, start);
    const end = headEnd(bytes, at, bytes.length);
    if (end !== -1) {
      this.#begin(bytes, at, end);
      return end;
    }
    checkHead(bytes.length - at);
    if (at < bytes.length) {
      this.#partialHead = new ByteStore(bytes.length - at);
      this.#partialHead.append(bytes, at, bytes.length);
    }
    return bytes.length;
  }

  #finishHead(head: ByteStore, bytes: Buffer, start: number): number {
    const before = head.length;
    head.append(bytes, start, Math.min(bytes.length, start + MAX_HEAD_BYTES + 1 - before));
    // The blank line may have started in the three bytes before this read.
    const end = headEnd(head.buffer, Math.max(0, before - 3), head.length);
    if (end === -1) {
      checkHead(head.length);
      return bytes.length;
    }
    this.#partialHead = undefined;
    this.#begin(head.buffer, 0, end);
    return start + end - before;
  }

  #begin(bytes: Buffer, start: number, end: number): void {
    checkHead(end - start);
    const head = parseHead(decodeLatin1(bytes, start, end));
    // [spec] A client MUST be able to parse one or more 1xx responses received prior to a final response.
    if (head.status < 200 && head.status !== 101) return;
    const run = this.#run;
    const framing = bodyFraming(head);
    this.#step = STEP[framing.kind];
    this.#chunks = framing.kind === "chunked" ? new ChunkedBody() : undefined;
    this.#remainingBytes = framing.kind === "length" ? framing.bytes : 0;
    this.#handlers.onHead(head, this.#owner);
    const isEmpty = framing.kind === "length" && framing.bytes === 0;
    if (isEmpty && run === this.#run) this.#complete();
  }

  #readLength(bytes: Buffer, start: number): number {
    const run = this.#run;
    const end = Math.min(bytes.length, start + this.#remainingBytes);
    this.#remainingBytes -= end - start;
    this.#handlers.onBody(bytes, start, end, this.#owner);
    if (run === this.#run && this.#remainingBytes === 0) this.#complete();
    return end;
  }

  #readChunks(chunks: ChunkedBody, bytes: Buffer, start: number): number {
    const next = chunks.read(bytes, start, this.#handlers, this.#owner);
    if (chunks.isComplete) this.#complete();
    return next;
  }

  #expectHead(): void {
    this.#step = STEP.head;
    this.#partialHead = undefined;
    this.#chunks = undefined;
    this.#remainingBytes = 0;
  }

  #complete(): void {
    this.#expectHead();
    this.#handlers.onEnd(this.#owner);
  }
}

function checkHead(lengthBytes: number): void {
  if (lengthBytes > MAX_HEAD_BYTES) {
    throw new HttpLimitError(`Cannot read a head above ${MAX_HEAD_BYTES} bytes`);
  }
}

function skipLineEnds(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at] === CR || bytes[at] === LF) at++;
  return at;
}

/** Where the head ends, after its blank line; -1 if that has not arrived. */
function headEnd(bytes: Buffer, start: number, end: number): number {
  for (let at = bytes.indexOf(LF, start); at !== -1 && at < end; at = bytes.indexOf(LF, at + 1)) {
    let next = at + 1;
    if (next < end && bytes[next] === CR) next++;
    if (next < end && bytes[next] === LF) return next + 1;
  }
  return -1;
}
