/**
 * Which element shows which row of a list that is drawn in part: an element whose row has left the view is used again for
 * one that has come into it, and elements of rows that stay are neither moved nor rewritten. Pure.
 */

export class RowSlots {
  /** Of the rows drawn before, in their order. */
  #keys: readonly number[] = [];
  #slots: readonly number[] = [];

  /** The slot of each row, to be its element's key; rows are known by numbers that are theirs alone. */
  assign(keys: readonly number[]): readonly number[] {
    const before = new Map(this.#keys.map((key, index) => [key, this.#slots[index]]));
    const staying = keys.filter((key) => before.has(key));
    // Where most rows are others, rewriting the rest costs less than moving elements past each other.
    const stayInPlace = staying.length * 2 < keys.length;
    const wanted = stayInPlace
      ? keys.map((_, index) => this.#slots[index])
      : keys.map((key) => before.get(key));
    const taken = new Set(wanted);
    const used = new Set(this.#slots);
    const free = this.#slots.filter((slot) => !taken.has(slot)).values();
    let fresh = 0;
    this.#slots = wanted.map((slot) => {
      if (slot !== undefined) return slot;
      const { value } = free.next();
      if (value !== undefined) return value;
      while (used.has(fresh)) fresh++;
      return fresh++;
    });
    this.#keys = keys;
    return this.#slots;
  }
}
