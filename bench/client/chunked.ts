/**
 * The chunked transfer coding, byte by byte: extensions and trailers are skipped, and only the position is kept.
 * [spec] https://www.rfc-editor.org/rfc/rfc9112#section-7.1
 */

import { HttpSyntaxError } from "./http-head.ts";

/** Longest chunk extension, and longest trailer section. */
const MAX_SECTION_BYTES = 16 * 1024;
const MAX_CHUNK_BYTES = 2 ** 48;

const LF = 0x0a;
const CR = 0x0d;

const STEP = { size: 0, extension: 1, body: 2, bodyEnd: 3, trailers: 4, done: 5 } as const;

/** Receives body bytes in place, from `start` to below `end`. */
export interface BodySink<Owner> {
  onBody(bytes: Buffer, start: number, end: number, owner: Owner): void;
}

export class ChunkedBody {
  #step: (typeof STEP)[keyof typeof STEP] = STEP.size;
  /** Bytes of the chunk to come; while its size is read, the size so far. */
  #remainingBytes = 0;
  #lineBytes = 0;
  #sectionBytes = 0;

  /** Whether the last chunk and the trailers have been read. */
  get isComplete(): boolean {
    return this.#step === STEP.done;
  }

  /**
   * Reads one step from `at`: a size, a slice of body, … Returns where to continue. Call it until the bytes end or
   * the body is complete.
   * @throws {HttpSyntaxError} when the coding is malformed or a limit is exceeded
   */
  read<Owner>(bytes: Buffer, at: number, sink: BodySink<Owner>, owner: Owner): number {
    switch (this.#step) {
      case STEP.size:
        return this.#readSize(bytes, at);
      case STEP.extension:
        return this.#readExtension(bytes, at);
      case STEP.body:
        return this.#readBody(bytes, at, sink, owner);
      case STEP.bodyEnd:
        return this.#readBodyEnd(bytes, at);
      default:
        return this.#readTrailers(bytes, at);
    }
  }

  #readSize(bytes: Buffer, start: number): number {
    for (let at = start; at < bytes.length; at++) {
      const digit = hexDigit(bytes[at] ?? 0);
      if (digit === -1) {
        if (this.#lineBytes === 0) throw new HttpSyntaxError("Cannot read chunk size: no digit");
        this.#step = STEP.extension;
        return at;
      }
      this.#lineBytes++;
      this.#remainingBytes = this.#remainingBytes * 16 + digit;
      if (this.#remainingBytes > MAX_CHUNK_BYTES) {
        throw new HttpSyntaxError(`Cannot read a chunk above ${MAX_CHUNK_BYTES} bytes`);
      }
    }
    return bytes.length;
  }

  // [spec] A recipient MUST ignore unrecognized chunk extensions.
  #readExtension(bytes: Buffer, start: number): number {
    const lineFeed = bytes.indexOf(LF, start);
    const end = lineFeed === -1 ? bytes.length : lineFeed;
    this.#countSection("chunk extension", end - start);
    if (lineFeed === -1) return end;
    this.#begin(this.#remainingBytes === 0 ? STEP.trailers : STEP.body);
    return end + 1;
  }

  #readBody<Owner>(bytes: Buffer, start: number, sink: BodySink<Owner>, owner: Owner): number {
    const end = Math.min(bytes.length, start + this.#remainingBytes);
    this.#remainingBytes -= end - start;
    if (this.#remainingBytes === 0) this.#begin(STEP.bodyEnd);
    sink.onBody(bytes, start, end, owner);
    return end;
  }

  #readBodyEnd(bytes: Buffer, at: number): number {
    if (bytes[at] === LF) this.#begin(STEP.size);
    else if (bytes[at] === CR && this.#lineBytes === 0) this.#lineBytes++;
    else throw new HttpSyntaxError("Cannot read chunk: it is longer than its size");
    return at + 1;
  }

  #readTrailers(bytes: Buffer, start: number): number {
    for (let at = start; at < bytes.length; at++) {
      this.#countSection("trailer section", 1);
      if (bytes[at] !== LF) {
        if (bytes[at] !== CR) this.#lineBytes++;
      } else if (this.#lineBytes === 0) {
        this.#begin(STEP.done);
        return at + 1;
      } else this.#lineBytes = 0;
    }
    return bytes.length;
  }

  #begin(step: (typeof STEP)[keyof typeof STEP]): void {
    this.#step = step;
    this.#lineBytes = 0;
    this.#sectionBytes = 0;
  }

  #countSection(section: string, bytes: number): void {
    this.#sectionBytes += bytes;
    if (this.#sectionBytes > MAX_SECTION_BYTES) {
      throw new HttpSyntaxError(`Cannot read a ${section} above ${MAX_SECTION_BYTES} bytes`);
    }
  }
}

/** The digit's value; -1 for any other byte. */
function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
