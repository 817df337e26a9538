/**
 * A bounded map for values that are used again soon or not at all. It has two generations: a value that is used moves
 * into the younger one, which replaces the older one as a whole when it is full. Keys are never deleted one by one,
 * since a `Map` then searches for its first key among all the deleted ones.
 */

export class RecentlyUsed<Key, Value> {
  readonly #maxBytes: number;
  readonly #sizeOf: (value: Value) => number;
  #younger = new Map<Key, Value>();
  #older = new Map<Key, Value>();
  #youngerBytes = 0;

  /** Holds values of at most `maxBytes` in total, by `sizeOf`, or one that alone is larger. */
  constructor(maxBytes: number, sizeOf: (value: Value) => number) {
    this.#maxBytes = maxBytes;
    this.#sizeOf = sizeOf;
  }

  has(key: Key): boolean {
    return this.#younger.has(key) || this.#older.has(key);
  }

  get(key: Key): Value | undefined {
    const value = this.#younger.get(key);
    if (value !== undefined) return value;
    const old = this.#older.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    const bytes = this.#sizeOf(value);
    if (this.#youngerBytes + bytes > this.#maxBytes / 2) {
      this.#older = this.#younger;
      this.#younger = new Map();
      this.#youngerBytes = 0;
    }
    if (!this.#younger.has(key)) this.#youngerBytes += bytes;
    this.#younger.set(key, value);
  }
}
