/** Index of the events in memory by topic: finds the selected events without a scan. */

import { EVERY_TOPIC } from "#protocol";

/** Overhead per topic in addition to its string, in bytes: a map entry and its list. Measured by a test. */
const TOPIC_BYTES = 250;
const POSITION_BYTES = 8;

/** Positions that a selection found, complete up to and including `end`. */
export interface Found {
  readonly positions: readonly number[];
  readonly end: number;
}

export class TopicPositions {
  readonly #lists = new Map<string, PositionList>();
  #positionCount = 0;

  /** Estimated bytes of the index, without the topics' strings. */
  get bytes(): number {
    return this.#lists.size * TOPIC_BYTES + this.#positionCount * POSITION_BYTES;
  }

  /** Adds the newest event. */
  add(topics: readonly string[], position: number): void {
    for (const topic of topics) {
      let list = this.#lists.get(topic);
      if (list === undefined) this.#lists.set(topic, (list = new PositionList()));
      if (list.add(position)) this.#positionCount += 1;
    }
  }

  /** Removes the oldest event. */
  evict(topics: readonly string[], position: number): void {
    for (const topic of topics) {
      const list = this.#lists.get(topic);
      if (list === undefined || !list.evict(position)) continue;
      this.#positionCount -= 1;
      if (list.isEmpty) this.#lists.delete(topic);
    }
  }

  /** The events from `first` to `last` with one of these topics, at most `limit`. */
  select(selectors: readonly string[], first: number, last: number, limit: number): Found {
    if (selectors.includes(EVERY_TOPIC)) return everyPosition(first, last, limit);
    const listLimit = limitPerTopic(selectors.length, limit);
    const lists = selectors.flatMap((selector) => {
      const list = this.#lists.get(selector);
      return list === undefined ? [] : [list.slice(first, last, listLimit)];
    });
    return mergePositions(lists, listLimit, last, limit);
  }
}

/** All positions from `first` to `last`, at most `limit`. */
export function everyPosition(first: number, last: number, limit: number): Found {
  const end = Math.min(last, first + limit - 1);
  return {
    positions: Array.from({ length: Math.max(0, end - first + 1) }, (_, n) => first + n),
    end,
  };
}

/** How many positions to read per topic if `limit` are wanted in total. */
export function limitPerTopic(topicCount: number, limit: number): number {
  return topicCount === 1 ? limit : Math.max(16, Math.ceil((2 * limit) / topicCount));
}

/** Merges ascending lists of at most `listLimit` positions up to `last`; a full list may have been cut off. */
export function mergePositions(
  lists: readonly (readonly number[])[],
  listLimit: number,
  last: number,
  limit: number,
): Found {
  const ends = lists.map((list) => (list.length < listLimit ? last : (list.at(-1) ?? last)));
  const end = Math.min(last, ...ends);
  const [only] = lists;
  const all = lists.length === 1 && only !== undefined ? only : sortedUnion(lists, end);
  if (all.length <= limit) return { positions: all, end };
  const positions = all.slice(0, limit);
  return { positions, end: positions.at(-1) ?? end };
}

function sortedUnion(lists: readonly (readonly number[])[], end: number): number[] {
  const union = new Set(lists.flatMap((list) => list.filter((position) => position <= end)));
  return [...union].toSorted((a, b) => a - b);
}

/** Ascending positions, added at one end and removed at the other. */
class PositionList {
  #positions: number[] = [];
  #start = 0;

  get isEmpty(): boolean {
    return this.#start === this.#positions.length;
  }

  /** Returns false if it already has the position. */
  add(position: number): boolean {
    if (this.#positions.at(-1) === position) return false;
    this.#positions.push(position);
    return true;
  }

  /** Returns false if the position is not its oldest. */
  evict(position: number): boolean {
    if (this.#positions[this.#start] !== position) return false;
    this.#start += 1;
    // The dead half is cut off in one go, so that each position moves at most once.
    if (this.#start * 2 >= this.#positions.length) {
      this.#positions = this.#positions.slice(this.#start);
      this.#start = 0;
    }
    return true;
  }

  slice(first: number, last: number, limit: number): number[] {
    const from = this.#indexOf(first);
    const to = Math.min(from + limit, this.#indexOf(last + 1));
    return this.#positions.slice(from, to);
  }

  /** Index of the first position that is not below `position`. */
  #indexOf(position: number): number {
    let low = this.#start;
    let high = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#positions[middle] ?? Infinity) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
