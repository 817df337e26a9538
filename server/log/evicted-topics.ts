/**
 * The position of the newest removed event of each topic, so that a reader gets a gap only if events that it selects
 * may be missing. Bounded: the topics removed longest ago are forgotten.
 */

import { EVERY_TOPIC } from "#protocol";

/** About 5 MB in memory, 2 MB in a file. */
export const MAX_EVICTED_TOPICS = 100_000;
/** How many are forgotten at once when there are too many. */
export const EVICTED_TOPICS_STEP = 10_000;

const HASH_MASK = (1n << 47n) - 1n;

let lastTopic = "";
let lastHash = hashOf(lastTopic);

/** The first 47 bits of a topic's XXH64. A collision costs a superfluous lookup, or a gap without a loss. */
export function topicHash(topic: string): number {
  // Consecutive events often have the same topic.
  if (topic !== lastTopic) [lastTopic, lastHash] = [topic, hashOf(topic)];
  return lastHash;
}

function hashOf(topic: string): number {
  return Number(Bun.hash.xxHash64(topic) & HASH_MASK);
}

export class EvictedTopics {
  /** In order of removal, latest last. */
  readonly #positions = new Map<number, number>();
  /** Up to and including this position, the topics of removed events are unknown. */
  #floor = 0;

  /** Records that the event at `position`, the oldest, was removed. */
  add(topics: readonly string[], position: number): void {
    for (const topic of topics) {
      const hash = topicHash(topic);
      this.#positions.delete(hash);
      this.#positions.set(hash, position);
    }
    if (this.#positions.size > MAX_EVICTED_TOPICS) this.#forgetOldest();
  }

  /** The newest removed event after `after` with one of these topics; `tail` is the oldest event left. */
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
