/**
 * What lagging readers were sent last, to be sent again to others at the same place: a herd that comes
 * back reads the same events, and each chunk of them is made once.
 */

import { RecentlyUsed } from "./recently-used.ts";
import type { Audience } from "./subscriber.ts";

/** So many chunks are kept. */
const MAX_CHUNKS = 64;

/** The events an audience selects from a place on. */
export interface SharedChunk {
  readonly bytes: Uint8Array;
  readonly eventCount: number;
  /** Position of the last event looked at, selected or not. */
  readonly end: number;
}

export class SharedChunks {
  /** By audience and place. */
  readonly #chunks = new RecentlyUsed<string, SharedChunk>(MAX_CHUNKS);

  /** The chunk that follows position `after`; what it holds never changes. */
  find(audience: Audience, after: number): SharedChunk | undefined {
    return this.#chunks.get(keyOf(audience, after));
  }

  keep(audience: Audience, after: number, chunk: SharedChunk): void {
    this.#chunks.set(keyOf(audience, after), chunk);
  }
}

function keyOf(audience: Audience, after: number): string {
  return `${audience.number} ${after}`;
}
