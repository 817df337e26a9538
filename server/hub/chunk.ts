/**
 * What a stream gets at a time. A socket that does not accept a whole chunk keeps a copy of the rest, so chunks are
 * small: a larger event goes out in pieces, and a stream may have to wait between two of them.
 */

import type { WireFormat } from "./wire-format.ts";

/** Largest chunk, except on a transport that needs events whole. */
export const MAX_CHUNK_BYTES = 64 * 1024;

const NO_BYTES = new Uint8Array(0);

/** How much of the event at `position` a stream has received; it has all events before it. */
export interface Cut {
  readonly position: number;
  readonly sentBytes: number;
}

/** A reader that has it has all selected events up to `end`, and the part of the next one that `cut` describes. */
export interface Chunk {
  readonly bytes: Uint8Array;
  /** Events that end in it, not counting the hub's own. */
  readonly eventCount: number;
  /** Position of the last of these events, whose id the reader then has. */
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

  /** `after` is the position of the last event before the chunk. */
  constructor(format: WireFormat, after: number) {
    this.#format = format;
    this.#after = after;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Position of the last event that ends in or before the chunk. */
  get end(): number {
    return this.#lastPosition ?? this.#after;
  }

  /** How much of the split event is in or before this chunk. */
  get sentBytes(): number {
    return this.#cut?.sentBytes ?? 0;
  }

  /**
   * Adds an event from its byte `from` on. False if the chunk is full before the event ends; the next chunk continues
   * at `sentBytes`.
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

  /** Returns the chunk; `end` may lie past its last event if nothing more is selected up to there. */
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

/** Concatenates the bytes; a single part is returned as is. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
}
