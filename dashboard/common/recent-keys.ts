/**
 * The last so many keys, to forget what belongs to older ones. A set or a map would do, but finding its oldest entry takes
 * the longer the more entries before it were deleted.
 */

export class RecentKeys {
  readonly #keys: string[] = [];
  readonly #most: number;
  #at = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Adds a key that it does not have; returns the one that it forgets instead, if there is one. */
  add(key: string): string | undefined {
    const oldest = this.#keys[this.#at];
    this.#keys[this.#at] = key;
    this.#at = (this.#at + 1) % this.#most;
    return oldest;
  }
}
