/**
 * How many read which topics, for those who ask; it costs nothing while nobody does. Counts of named topics are looked
 * up. To find the topics with the most readers takes a look at all of them, a slice per turn of the event loop: not
 * more often than once a second, nor for more than a twentieth of the time.
 */

import { EVERY_TOPIC } from "#protocol";
import { DistinctCount } from "./distinct-count.ts";
import { MostRead, type ReadTopic } from "./most-read.ts";
import type { TopicIndex } from "./topic-index.ts";

/** Most topics of a list. */
export const MAX_MOST_READ = 1_000;
/** A slice takes less than a millisecond. */
const SLICE_TOPICS = 2_000;
const FRESH_MS = 1_000;
/** The time between two looks, in multiples of the time that one takes. */
const REST_TIMES = 20;

export interface MostReadTopics {
  /** At most `MAX_MOST_READ`, most readers first. */
  readonly topics: readonly ReadTopic[];
  /** Whether these are all topics with a reader. */
  readonly isComplete: boolean;
  /** Of all topics with a reader, as a `DistinctCount` has it; absent if these are all. */
  readonly sketch?: Uint8Array;
}

/** How many open streams there are, live or catching up. */
export interface TopicReaderCounts {
  /** Of each topic that was asked for. */
  readonly readers: readonly number[];
  readonly ofEveryTopic: number;
  /** A stream counts for each topic that it names. */
  readonly inAll: number;
}

/** Who reads, in one thread or in many. */
export interface TopicReaders {
  /** As of a second ago, or of some seconds ago where there are a hundred thousand topics and more. */
  mostRead(): Promise<MostReadTopics>;
  /** As of now. */
  countsOf(topics: readonly string[]): Promise<TopicReaderCounts>;
}

export class IndexReaders implements TopicReaders {
  readonly #index: TopicIndex;
  readonly #nowMs: () => number;
  #found: Promise<MostReadTopics> | undefined;
  #isFreshUntilMs = Infinity;

  constructor(index: TopicIndex, nowMs: () => number) {
    this.#index = index;
    this.#nowMs = nowMs;
  }

  mostRead(): Promise<MostReadTopics> {
    if (this.#found === undefined || this.#nowMs() >= this.#isFreshUntilMs) {
      this.#isFreshUntilMs = Infinity;
      this.#found = this.#look();
    }
    return this.#found;
  }

  countsOf(topics: readonly string[]): Promise<TopicReaderCounts> {
    return Promise.resolve({
      readers: topics.map((topic) => this.#index.readersOf(topic)),
      ofEveryTopic: this.#index.readersOf(EVERY_TOPIC),
      inAll: this.#index.subscriptionCount,
    });
  }

  async #look(): Promise<MostReadTopics> {
    const most = new MostRead(MAX_MOST_READ);
    const distinct = new DistinctCount();
    // No more than there are now: those that come meanwhile, or come again, could keep it going.
    const all = this.#index.topicReaders().take(this.#index.selectorCount);
    let tookMs = 0;
    for (let isDone = false; !isDone;) {
      const startMs = this.#nowMs();
      isDone = takeSlice(all, most, distinct);
      tookMs += this.#nowMs() - startMs;
      if (!isDone) await new Promise((resolve) => setImmediate(resolve));
    }
    this.#isFreshUntilMs = this.#nowMs() + Math.max(FRESH_MS, REST_TIMES * tookMs);
    const { isComplete } = most;
    const topics = most.topics();
    return isComplete ? { topics, isComplete } : { topics, isComplete, sketch: distinct.sketch };
  }
}

/** Returns whether there are no more. */
function takeSlice(all: Iterator<ReadTopic>, most: MostRead, distinct: DistinctCount): boolean {
  for (let count = 0; count < SLICE_TOPICS; count++) {
    const { value, done } = all.next();
    if (done === true) return true;
    const [topic, readers] = value;
    most.add(topic, readers);
    distinct.add(topic);
  }
  return false;
}
