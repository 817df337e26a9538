/** Finds an event's audiences by its topics; the work is proportional to the matching ones, never to all. */

import { EVERY_TOPIC, isReservedTopic } from "#protocol";
import { Audience } from "./subscriber.ts";
import type { WireFormat } from "./wire-format.ts";

const NOBODY: ReadonlySet<Audience> = new Set();

/** Who selects a topic. */
interface Listing {
  readonly audiences: Set<Audience>;
  /** The members of all of them. */
  readers: number;
}

export class TopicIndex {
  readonly #onSelector: (selector: string, isUsed: boolean) => void;
  readonly #audiencesByKey = new Map<string, Audience>();
  readonly #listings = new Map<string, Listing>();
  #subscriptionCount = 0;

  /** `onSelector` is called when a selector comes into use, and when it falls out of it. */
  constructor(onSelector: (selector: string, isUsed: boolean) => void = () => {}) {
    this.#onSelector = onSelector;
  }

  /** The number of different selectors in use. */
  get selectorCount(): number {
    return this.#listings.size;
  }

  /** How many there are of a reader and a topic that it names; `*` and the hub's own topics do not count. */
  get subscriptionCount(): number {
    return this.#subscriptionCount;
  }

  readersOf(selector: string): number {
    return this.#listings.get(selector)?.readers ?? 0;
  }

  /** Topics that readers name, each with how many do; also while that changes. */
  *topicReaders(): Generator<readonly [topic: string, readers: number]> {
    for (const [selector, { readers }] of this.#listings) {
      if (isTopic(selector)) yield [selector, readers];
    }
  }

  /** Adds a member to the audience of these selectors, which is created if it is new. */
  join(format: WireFormat, selectors: readonly string[], isInternal = false): Audience {
    const sorted = [...new Set(selectors)].toSorted();
    const key = keyOf(format, sorted, isInternal);
    const audience =
      this.#audiencesByKey.get(key) ?? this.#open(key, new Audience(format, sorted, isInternal));
    audience.memberCount += 1;
    this.#count(audience, 1);
    return audience;
  }

  /** Removes a member; an empty audience is dropped. */
  leave(audience: Audience): void {
    audience.memberCount -= 1;
    this.#count(audience, -1);
    if (audience.memberCount > 0) return;
    const { format, selectors, isInternal } = audience;
    this.#audiencesByKey.delete(keyOf(format, selectors, isInternal));
    for (const selector of audience.selectors) this.#unlist(selector, audience);
  }

  /** Calls `visit` for each audience once per topic that it selects. */
  forEachMatch(topics: readonly string[], visit: (audience: Audience) => void): void {
    let isPublic = false;
    for (const topic of topics) {
      isPublic ||= !isReservedTopic(topic);
      for (const audience of this.#listings.get(topic)?.audiences ?? NOBODY) visit(audience);
    }
    if (!isPublic) return;
    for (const audience of this.#listings.get(EVERY_TOPIC)?.audiences ?? NOBODY) visit(audience);
  }

  #open(key: string, audience: Audience): Audience {
    this.#audiencesByKey.set(key, audience);
    for (const selector of audience.selectors) {
      const listing = this.#listings.get(selector);
      listing?.audiences.add(audience);
      if (listing !== undefined) continue;
      this.#listings.set(selector, { audiences: new Set([audience]), readers: 0 });
      this.#onSelector(selector, true);
    }
    return audience;
  }

  #unlist(selector: string, audience: Audience): void {
    const audiences = this.#listings.get(selector)?.audiences;
    audiences?.delete(audience);
    if (audiences?.size !== 0) return;
    this.#listings.delete(selector);
    this.#onSelector(selector, false);
  }

  /** The hub's own readers do not count. */
  #count({ selectors, isInternal }: Audience, readers: number): void {
    if (isInternal) return;
    for (const selector of selectors) {
      const listing = this.#listings.get(selector);
      if (listing !== undefined) listing.readers += readers;
      if (isTopic(selector)) this.#subscriptionCount += readers;
    }
  }
}

/** Whether it is a single topic, and a publisher's. */
function isTopic(selector: string): boolean {
  return selector !== EVERY_TOPIC && !isReservedTopic(selector);
}

function keyOf({ name }: WireFormat, selectors: readonly string[], isInternal: boolean): string {
  return JSON.stringify([name, isInternal, ...selectors]);
}

/** Whether a subscriber with these selectors gets an event with these topics. */
export function selects(selectors: readonly string[], topics: readonly string[]): boolean {
  return topics.some(
    (topic) =>
      selectors.includes(topic) || (!isReservedTopic(topic) && selectors.includes(EVERY_TOPIC)),
  );
}
