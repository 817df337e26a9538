/** Finds the audiences of an event by its topics: the work is that of the matching ones, never of all. */

import { EVERY_TOPIC, isReservedTopic } from "#protocol";
import { Audience } from "./subscriber.ts";
import type { WireFormat } from "./wire-format.ts";

const NOBODY: ReadonlySet<Audience> = new Set();

export class TopicIndex {
  readonly #audiencesByKey = new Map<string, Audience>();
  readonly #audiencesBySelector = new Map<string, Set<Audience>>();

  /** The number of different selectors in use. */
  get selectorCount(): number {
    return this.#audiencesBySelector.size;
  }

  /** Counts one more member into the audience of these selectors, which is made when it is new. */
  join(format: WireFormat, selectors: readonly string[]): Audience {
    const sorted = [...new Set(selectors)].toSorted();
    const key = keyOf(format, sorted);
    const audience = this.#audiencesByKey.get(key) ?? this.#open(key, new Audience(format, sorted));
    audience.memberCount += 1;
    return audience;
  }

  /** Counts one member out; an empty audience is forgotten. */
  leave(audience: Audience): void {
    audience.memberCount -= 1;
    if (audience.memberCount > 0) return;
    this.#audiencesByKey.delete(keyOf(audience.format, audience.selectors));
    for (const selector of audience.selectors) this.#unlist(selector, audience);
  }

  /** Calls `visit` for each audience that selects one of the topics; more than once when it selects more. */
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
      if (listed === undefined) this.#audiencesBySelector.set(selector, new Set([audience]));
      else listed.add(audience);
    }
    return audience;
  }

  #unlist(selector: string, audience: Audience): void {
    const listed = this.#audiencesBySelector.get(selector);
    listed?.delete(audience);
    if (listed?.size === 0) this.#audiencesBySelector.delete(selector);
  }
}

function keyOf({ name }: WireFormat, selectors: readonly string[]): string {
  return JSON.stringify([name, ...selectors]);
}

/** True when a subscriber with these selectors gets an event with these topics. */
export function selects(selectors: readonly string[], topics: readonly string[]): boolean {
  return topics.some(
    (topic) =>
      selectors.includes(topic) || (!isReservedTopic(topic) && selectors.includes(EVERY_TOPIC)),
  );
}
