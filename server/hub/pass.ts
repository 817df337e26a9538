/**
 * What an audience is being sent: some events in order, as chunks that all its live members share, over as many turns
 * of the event loop as its size takes. A chunk is made when the first reader can take it.
 */

import { type Chunk, ChunkDraft } from "./chunk.ts";
import type { EncodedEvent } from "./encoded-event.ts";
import type { Moments, WireFormat } from "./wire-format.ts";

/** An event on its way to live subscribers. */
export interface Sending extends Moments {
  readonly encoded: EncodedEvent;
}

export interface PassOptions {
  readonly format: WireFormat;
  /** Position of the last event before the pass. */
  readonly after: number;
  readonly sendings: readonly Sending[];
  /** Some of its events are no longer held: `sendings` is not all. */
  readonly isIncomplete: boolean;
  /** Position of the newest event, some of which others may select. */
  readonly head: number;
}

export class Pass {
  readonly after: number;
  /** Position of its last event. */
  readonly end: number;
  readonly sendings: readonly Sending[];
  /** How many readers have all of it. */
  readerCount = 0;
  readonly #format: WireFormat;
  readonly #chunks: Chunk[] = [];
  #isIncomplete: boolean;
  /** The first event that is not, or not wholly, in a chunk yet, and how much of it is. */
  #next = 0;
  #sentBytes = 0;

  constructor({ format, after, sendings, isIncomplete, head }: PassOptions) {
    this.after = after;
    this.end = isIncomplete ? head : (lastPosition(sendings) ?? after);
    this.#format = format;
    this.sendings = isIncomplete ? [] : sendings;
    this.#isIncomplete = isIncomplete;
  }

  /** Whether events were dropped before they were in a chunk: who has all chunks still lacks some. */
  get isIncomplete(): boolean {
    return this.#isIncomplete;
  }

  /** Its chunks, one by one; `undefined` after the last. */
  chunkAt(index: number): Chunk | undefined {
    return this.#chunks[index] ?? this.#makeNext();
  }

  #makeNext(): Chunk | undefined {
    if (this.#next === this.sendings.length) return undefined;
    const draft = new ChunkDraft(this.#format, this.#chunks.at(-1)?.end ?? this.after);
    for (; this.#next < this.sendings.length; this.#next++) {
      const sending = this.sendings[this.#next];
      if (sending === undefined || sending.encoded.isReleased) {
        this.#isIncomplete = true;
        this.#next = this.sendings.length;
        break;
      }
      const { encoded } = sending;
      if (this.#format.before !== undefined && !this.#takeBefore(draft, sending)) break;
      const bytes = encoded.bytesAs(this.#format);
      const isWhole = draft.take(bytes, encoded.position, this.#sentBytes);
      this.#sentBytes = isWhole ? 0 : draft.sentBytes;
      if (!isWhole) break;
    }
    if (draft.byteLength === 0) return undefined;
    const chunk = draft.finish();
    this.#chunks.push(chunk);
    return chunk;
  }

  /** What the format puts before an event. False if the chunk is full. */
  #takeBefore(draft: ChunkDraft, sending: Sending): boolean {
    const isBegun = this.#sentBytes > 0 || sending.encoded.position === undefined;
    const bytes = isBegun ? undefined : this.#format.before?.(sending);
    return bytes === undefined || draft.take(bytes, undefined);
  }
}

function lastPosition(sendings: readonly Sending[]): number | undefined {
  return sendings.findLast(({ encoded }) => encoded.position !== undefined)?.encoded.position;
}

/** The last pass of a single event, by format: every audience that is sent only this event shares it, and its chunks. */
export class SinglePasses {
  readonly #passes = new Map<WireFormat, Pass>();

  of(format: WireFormat, sending: Sending, after: number): Pass {
    const known = this.#passes.get(format);
    if (known?.sendings[0] === sending) return known;
    const sendings = [sending];
    const pass = new Pass({ format, after, sendings, isIncomplete: false, head: after });
    this.#passes.set(format, pass);
    return pass;
  }
}
