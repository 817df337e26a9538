/** A map with a bound: what has not been used for longest leaves first. */

export class RecentlyUsed<Key, Value> {
  readonly #maxCount: number;
  /** The one used last comes last. */
  readonly #values = new Map<Key, Value>();

  constructor(maxCount: number) {
    this.#maxCount = maxCount;
  }

  get(key: Key): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.#values.set(key, value);
    if (this.#values.size <= this.#maxCount) return;
    const [oldest] = this.#values.keys();
    if (oldest !== undefined) this.#values.delete(oldest);
  }

  delete(key: Key): void {
    this.#values.delete(key);
  }
}
