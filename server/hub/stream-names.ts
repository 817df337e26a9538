/** Open streams by the name their owner gave them; a reused name means the newer stream. */

import type { Subscriber } from "./subscriber.ts";

export class StreamNames {
  readonly #streams = new Map<string, Subscriber>();
  readonly #names = new WeakMap<Subscriber, string>();

  add(subscriber: Subscriber, name: string): void {
    this.#streams.set(name, subscriber);
    this.#names.set(subscriber, name);
  }

  find(name: string): Subscriber | undefined {
    return this.#streams.get(name);
  }

  delete(subscriber: Subscriber): void {
    const name = this.#names.get(subscriber);
    if (name !== undefined && this.#streams.get(name) === subscriber) this.#streams.delete(name);
  }
}
