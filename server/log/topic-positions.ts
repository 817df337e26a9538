/** Which of the events in memory have which topics: what is selected is found without a look at the others. */

import { EVERY_TOPIC } from "#protocol";

/** What a topic costs beside its text, in bytes: an entry of the map and its list. Measured by a test. */
const TOPIC_BYTES = 250;
const POSITION_BYTES = 8;

/** Positions that a selection found: none up to and with `end` is missing. */
export interface Found {
  readonly positions: readonly number[];
  readonly end: number;
}

export class TopicPositions {
  readonly #lists = new Map<string, PositionList>();
  #positionCount = 0;

  /** How many bytes the index takes, the text of the topics apart. An estimate. */
  get bytes(): number {
    return this.#lists.size * TOPIC_BYTES + this.#positionCount * POSITION_BYTES;
  }

  /** Notes the newest event. */
  add(topics: readonly string[], position: number): void {
    for (const topic of topics) {
      let list = this.#lists.get(topic);
      if (list === undefined) this.#lists.set(topic, (list = new PositionList()));
      if (list.add(position)) this.#positionCount += 1;
    }
  }

  /** Forgets the oldest event. */
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

/** How many positions to take of each of several topics, where `limit` are wanted in all. */
export function limitPerTopic(topicCount: number, limit: number): number {
  return topicCount === 1 ? limit : Math.max(16, Math.ceil((2 * limit) / topicCount));
}

/** Joins ascending lists, of which each has at most `listLimit` positions up to `last`: full ones may go on. */
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

/** Ascending positions; they come at one end and leave at the other. */
class PositionList {
  #positions: number[] = [];
  #start = 0;

  get isEmpty(): boolean {
    return this.#start === this.#positions.length;
  }

  /** False when it has the position already. */
  add(position: number): boolean {
    if (this.#positions.at(-1) === position) return false;
    this.#positions.push(position);
    return true;
  }

  /** False when the position is not its oldest. */
  evict(position: number): boolean {
    if (this.#positions[this.#start] !== position) return false;
    this.#start += 1;
    // The dead half is cut off at once, so that each position is moved once at most.
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

  /** Of the first position that is not below `position`. */
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
