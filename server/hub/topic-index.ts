/** Finds an event's audiences by its topics; the work is proportional to the matching ones, never to all. */

import { EVERY_TOPIC, isReservedTopic } from "#protocol";
import { Audience } from "./subscriber.ts";
import type { WireFormat } from "./wire-format.ts";

const NOBODY: ReadonlySet<Audience> = new Set();

export class TopicIndex {
  readonly #onSelector: (selector: string, isUsed: boolean) => void;
  readonly #audiencesByKey = new Map<string, Audience>();
  readonly #audiencesBySelector = new Map<string, Set<Audience>>();

  /** `onSelector` is called when a selector comes into use, and when it falls out of it. */
  constructor(onSelector: (selector: string, isUsed: boolean) => void = () => {}) {
    this.#onSelector = onSelector;
  }

  /** The number of different selectors in use. */
  get selectorCount(): number {
    return this.#audiencesBySelector.size;
  }

  /** Adds a member to the audience of these selectors, which is created if it is new. */
  join(format: WireFormat, selectors: readonly string[]): Audience {
    const sorted = [...new Set(selectors)].toSorted();
    const key = keyOf(format, sorted);
    const audience = this.#audiencesByKey.get(key) ?? this.#open(key, new Audience(format, sorted));
    audience.memberCount += 1;
    return audience;
  }

  /** Removes a member; an empty audience is dropped. */
  leave(audience: Audience): void {
    audience.memberCount -= 1;
    if (audience.memberCount > 0) return;
    this.#audiencesByKey.delete(keyOf(audience.format, audience.selectors));
    for (const selector of audience.selectors) this.#unlist(selector, audience);
  }

  /** Calls `visit` for each audience once per topic that it selects. */
  forEachMatch(topics: readonly string[], visit: (audience: Audience) => void): void {
    let isPublic = false;
    for (const topic of topics) {
      isPublic ||= !isReservedTopic(topic);
      for (const audience of this.#audiencesBySelector.get(topic) ?? NOBODY) visit(audience);
    }
    if (!isPublic) return;
    for (const audience of this.#audiencesBySelector.get(EVERY_TOPIC) ?? NOBODY) visit(audience);
  }

  #open(key: string, audience: Audience): Audience {
    this.#audiencesByKey.set(key, audience);
    for (const selector of audience.selectors) {
      const listed = this.#audiencesBySelector.get(selector);
      listed?.add(audience);
      if (listed !== undefined) continue;
      this.#audiencesBySelector.set(selector, new Set([audience]));
      this.#onSelector(selector, true);
    }
    return audience;
  }

  #unlist(selector: string, audience: Audience): void {
    const listed = this.#audiencesBySelector.get(selector);
    listed?.delete(audience);
    if (listed?.size !== 0) return;
    this.#audiencesBySelector.delete(selector);
    this.#onSelector(selector, false);
  }
}

function keyOf({ name }: WireFormat, selectors: readonly string[]): string {
  return JSON.stringify([name, ...selectors]);
}

/** Whether a subscriber with these selectors gets an event with these topics. */
export function selects(selectors: readonly string[], topics: readonly string[]): boolean {
  return topics.some(
    (topic) =>
      selectors.includes(topic) || (!isReservedTopic(topic) && selectors.includes(EVERY_TOPIC)),
  );
}
