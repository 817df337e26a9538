/**
 * The newest items of a consecutively numbered sequence, bounded by count and by bytes. Adding and looking up by
 * position are O(1); the oldest leave first.
 */

export interface RingLimits {
  /** Maximum number of items, at least 1. */
  readonly maxCount: number;
  /** Maximum bytes in total; the newest item stays even if it alone takes more. */
  readonly maxBytes: number;
}

export class PositionRing<Item> {
  readonly #limits: RingLimits;
  readonly #sizeOf: (item: Item) => number;
  readonly #onEvict: (item: Item) => void;
  readonly #bytesBeside: () => number;
  #slots: (Item | undefined)[] = [];
  #head = 0;
  #count = 0;
  #bytes = 0;

  /** The first item added gets position `firstPosition`. */
  constructor(
    limits: RingLimits,
    sizeOf: (item: Item) => number,
    { firstPosition = 1, onEvict = () => {}, bytesBeside = () => 0 }: RingOptions<Item> = {},
  ) {
    this.#limits = limits;
    this.#sizeOf = sizeOf;
    this.#onEvict = onEvict;
    this.#bytesBeside = bytesBeside;
    this.#head = firstPosition - 1;
  }

  /** Position of the newest item; one less than the first position before anything was added. */
  get head(): number {
    return this.#head;
  }

  /** Position of the oldest item; `head + 1` if there is none. */
  get tail(): number {
    return this.#head - this.#count + 1;
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes + this.#bytesBeside();
  }

  /** Adds the item with position `head + 1`, and drops the oldest until the limits hold. */
  add(item: Item): void {
    if (this.#count === this.#limits.maxCount) this.#evictOldest();
    this.#head += 1;
    this.#count += 1;
    this.#bytes += this.#sizeOf(item);
    this.#slots[this.#head % this.#limits.maxCount] = item;
    this.trim();
  }

  /** Records that an item has grown by `bytes`; `trim()` makes room once nobody is reading. */
  grow(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Drops the oldest until the limit in bytes holds. */
  trim(): void {
    while (this.bytes > this.#limits.maxBytes && this.#count > 1) this.#evictOldest();
  }

  /** Drops the oldest while `isOver` holds; the newest stays. */
  evictWhile(isOver: (oldest: Item) => boolean): void {
    for (;;) {
      const oldest = this.at(this.tail);
      if (oldest === undefined || this.#count === 1 || !isOver(oldest)) return;
      this.#evictOldest();
    }
  }

  /** The item at `position`; `undefined` if it is not held. */
  at(position: number): Item | undefined {
    if (position < this.tail || position > this.#head) return undefined;
    return this.#slots[position % this.#limits.maxCount];
  }

  /** All items, oldest first. */
  items(): Item[] {
    const items: Item[] = [];
    for (let position = this.tail; position <= this.#head; position++) {
      const item = this.at(position);
      if (item !== undefined) items.push(item);
    }
    return items;
  }

  #evictOldest(): void {
    const slot = this.tail % this.#limits.maxCount;
    const oldest = this.#slots[slot];
    this.#slots[slot] = undefined;
    this.#count -= 1;
    if (oldest === undefined) return;
    this.#bytes -= this.#sizeOf(oldest);
    this.#onEvict(oldest);
  }
}

interface RingOptions<Item> {
  readonly firstPosition?: number;
  readonly onEvict?: (item: Item) => void;
  /** Bytes held for the items, such as an index, which count toward the limit as well. */
  readonly bytesBeside?: () => number;
}
