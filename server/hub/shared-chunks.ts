/**
 * Chunks recently sent to lagging readers, for others at the same position: a reconnecting herd reads the same
 * events, and each chunk is made once.
 */

import type { Audience } from "./subscriber.ts";
import type { Chunk, Cut } from "./chunk.ts";
import { RecentlyUsed } from "./recently-used.ts";

const MAX_BYTES = 4 * 1024 * 1024;
/** Estimated overhead per chunk: its key and map entry. */
const CHUNK_OVERHEAD_BYTES = 200;

export class SharedChunks {
  /** By audience and position. */
  readonly #chunks = new RecentlyUsed<string, Chunk>(
    MAX_BYTES,
    ({ bytes }) => bytes.byteLength + CHUNK_OVERHEAD_BYTES,
  );

  /** The chunk that follows position `after`, or continues the split event. Its content never changes. */
  find(audience: Audience, after: number, cut: Cut | undefined): Chunk | undefined {
    return this.#chunks.get(keyOf(audience, after, cut));
  }

  keep(audience: Audience, after: number, cut: Cut | undefined, chunk: Chunk): void {
    this.#chunks.set(keyOf(audience, after, cut), chunk);
  }
}

function keyOf(audience: Audience, after: number, cut: Cut | undefined): string {
  return `${audience.number} ${after} ${cut?.sentBytes ?? 0}`;
}
