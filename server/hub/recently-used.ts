/** A map with a bound: what has not been used for longest leaves first. */

export class RecentlyUsed<Key, Value> {
  readonly #maxBytes: number;
  readonly #sizeOf: (value: Value) => number;
  /** The one used last comes last. */
  readonly #values = new Map<Key, Value>();
  #bytes = 0;

  /** Holds values of at most `maxBytes` in all, by `sizeOf`, which must answer the same for a value each time. */
  constructor(maxBytes: number, sizeOf: (value: Value) => number) {
    this.#maxBytes = maxBytes;
    this.#sizeOf = sizeOf;
  }

  has(key: Key): boolean {
    return this.#values.has(key);
  }

  get(key: Key): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.#delete(key);
    this.#values.set(key, value);
    this.#bytes += this.#sizeOf(value);
    for (const oldest of this.#values.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#delete(oldest);
    }
  }

  #delete(key: Key): void {
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    this.#bytes -= this.#sizeOf(value);
  }
}
