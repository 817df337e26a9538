/**
 * When a log let go of the newest event of each topic, so that a reader is told of a gap only where
 * something that it selects may have been lost. Bounded: beyond so many topics nobody knows any more.
 */

import { EVERY_TOPIC } from "#protocol";

/** About 5 MB in memory, 2 MB in a file. */
export const MAX_EVICTED_TOPICS = 100_000;
/** So many leave at once when there are too many. */
export const EVICTED_TOPICS_STEP = 10_000;

const HASH_MASK = (1n << 47n) - 1n;

let lastTopic = "";
let lastHash = hashOf(lastTopic);

/** Names a topic by 47 bits of its XXH64. Two that share a hash cost a look too many, or a gap that is none. */
export function topicHash(topic: string): number {
  // Neighbours often have the same.
  if (topic !== lastTopic) [lastTopic, lastHash] = [topic, hashOf(topic)];
  return lastHash;
}

function hashOf(topic: string): number {
  return Number(Bun.hash.xxHash64(topic) & HASH_MASK);
}

export class EvictedTopics {
  /** The topic let go of last comes last. */
  readonly #positions = new Map<number, number>();
  /** Of events up to and with this position, the topics are not known. */
  #floor = 0;

  /** Notes that the event at `position`, the oldest, is let go. */
  add(topics: readonly string[], position: number): void {
    for (const topic of topics) {
      const hash = topicHash(topic);
      this.#positions.delete(hash);
      this.#positions.set(hash, position);
    }
    if (this.#positions.size > MAX_EVICTED_TOPICS) this.#forgetOldest();
  }

  /** The newest event after `after` with one of these topics that was let go, where `tail` is the oldest left. */
  newestAfter(after: number, selectors: readonly string[], tail: number): number | undefined {
    if (after >= tail - 1) return undefined;
    if (after < this.#floor || selectors.includes(EVERY_TOPIC)) return tail - 1;
    const newest = Math.max(
      0,
      ...selectors.map((topic) => this.#positions.get(topicHash(topic)) ?? 0),
    );
    return newest > after ? newest : undefined;
  }

  #forgetOldest(): void {
    let left = EVICTED_TOPICS_STEP;
    for (const [hash, position] of this.#positions) {
      if (left-- === 0) return;
      this.#positions.delete(hash);
      this.#floor = position;
    }
  }
}
