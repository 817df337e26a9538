/**
 * What a stream takes at a time. A socket that does not take a chunk whole keeps a copy of the rest, so
 * chunks are small: an event that is larger goes out in pieces, and a stream may wait between two of them.
 */

import type { WireFormat } from "./wire-format.ts";

/** Largest chunk, except where a transport takes events only whole. */
export const MAX_CHUNK_BYTES = 64 * 1024;

const NO_BYTES = new Uint8Array(0);

/** How much of the event at `position` a stream has, which has all events before it. */
export interface Cut {
  readonly position: number;
  readonly sentBytes: number;
}

/** Whoever has it has everything selected up to `end`, and of the next event what `cut` says. */
export interface Chunk {
  readonly bytes: Uint8Array;
  /** Events that end in it; the hub's own do not count. */
  readonly eventCount: number;
  /** Position of the last of them, whose id the reader has then. */
  readonly lastPosition: number | undefined;
  readonly end: number;
  readonly cut: Cut | undefined;
}

/** Gathers events, in order, until a chunk is full. */
export class ChunkDraft {
  readonly #format: WireFormat;
  readonly #parts: Uint8Array[] = [];
  #byteLength = 0;
  #eventCount = 0;
  readonly #after: number;
  #lastPosition: number | undefined;
  #cut: Cut | undefined;

  /** `after` is the position of the last event before it. */
  constructor(format: WireFormat, after: number) {
    this.#format = format;
    this.#after = after;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Position of the last event that ends in it or before it. */
  get end(): number {
    return this.#lastPosition ?? this.#after;
  }

  /** How much of the event that was cut is in this chunk or before it. */
  get sentBytes(): number {
    return this.#cut?.sentBytes ?? 0;
  }

  /**
   * Takes an event from its byte `from` on. False when the chunk ends before the event does, and the next one
   * goes on at `sentBytes`.
   */
  take(bytes: Uint8Array, position: number | undefined, from = 0): boolean {
    const isDivisible = this.#format.isDivisible && position !== undefined;
    const isEmpty = this.#byteLength === 0;
    if (
      bytes.byteLength - from <= MAX_CHUNK_BYTES - this.#byteLength ||
      (isEmpty && !isDivisible)
    ) {
      this.#add(from === 0 ? bytes : bytes.subarray(from));
      if (position === undefined) return true;
      this.#eventCount += 1;
      this.#lastPosition = position;
      return true;
    }
    if (isEmpty && position !== undefined) {
      this.#add(bytes.subarray(from, from + MAX_CHUNK_BYTES));
      this.#cut = { position, sentBytes: from + MAX_CHUNK_BYTES };
    }
    return false;
  }

  /** The chunk; `end` may lie behind its last event, where nothing more is selected up to there. */
  finish(end = this.end): Chunk {
    const bytes = this.#byteLength === 0 ? NO_BYTES : this.#format.pack(joined(this.#parts));
    const [eventCount, lastPosition, cut] = [this.#eventCount, this.#lastPosition, this.#cut];
    return { bytes, eventCount, lastPosition, end, cut };
  }

  #add(part: Uint8Array): void {
    this.#parts.push(part);
    this.#byteLength += part.byteLength;
  }
}

/** One chunk with the bytes of all; a single one is passed on as it is. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
}
