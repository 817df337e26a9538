/**
 * The heaviest keys of a stream, in a fixed number of counters: Space-Saving (Metwally, Agrawal, El Abbadi, 2005). A
 * new key takes the counter of the lightest one, with its weight. So a weight is never too low, and too high by at
 * most the total divided by the number of counters; any key above that share is held. Scaling all weights alike keeps
 * both true, for weights that fade with time.
 */

/** A counter, and what its owner keeps beside it. Only ever add to `weight`, or scale all of them. */
export interface Held<Value> {
  readonly key: string;
  readonly value: Value;
  weight: number;
}

interface Node<Value> extends Held<Value> {
  /** What the heap is ordered by: its weight at some earlier time, since which it can only have grown. */
  floor: number;
}

export class HeavyHitters<Value> {
  readonly #capacity: number;
  readonly #nodes = new Map<string, Node<Value>>();
  /** A binary heap, lowest floor first. Hits leave it as it is; only a miss brings it up to date, as far as needed. */
  readonly #heap: Node<Value>[] = [];

  /** Holds at most `capacity` keys, at least 1. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#heap.length;
  }

  get(key: string): Held<Value> | undefined {
    return this.#nodes.get(key);
  }

  values(): Iterable<Held<Value>> {
    return this.#nodes.values();
  }

  /**
   * Holds a key that is not held yet. `make` gets what it displaces, if there is no room; the new key starts with the
   * displaced one's weight, or 0.
   */
  admit(key: string, make: (displaced: Held<Value> | undefined) => Value): Held<Value> {
    const displaced = this.#heap.length < this.#capacity ? undefined : this.#lightest();
    const floor = displaced?.weight ?? 0;
    const node: Node<Value> = { key, value: make(displaced), weight: floor, floor };
    if (displaced === undefined) {
      this.#rise(node);
    } else {
      this.#nodes.delete(displaced.key);
      this.#heap[0] = node;
    }
    this.#nodes.set(key, node);
    return node;
  }

  /** Multiplies all weights. */
  scale(factor: number): void {
    for (const node of this.#heap) {
      node.weight *= factor;
      node.floor *= factor;
    }
  }

  /** Each hit makes at most one of these steps necessary. */
  #lightest(): Node<Value> | undefined {
    for (;;) {
      const [root] = this.#heap;
      if (root === undefined || root.weight === root.floor) return root;
      root.floor = root.weight;
      this.#sink(root);
    }
  }

  #rise(node: Node<Value>): void {
    const heap = this.#heap;
    let index = heap.length;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || parent.floor <= node.floor) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = node;
  }

  /** Moves the root down to its place. */
  #sink(node: Node<Value>): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      if (one === undefined) break;
      const isLeft = other === undefined || one.floor <= other.floor;
      const child = isLeft ? one : other;
      if (child.floor >= node.floor) break;
      heap[index] = child;
      index = isLeft ? left : left + 1;
    }
    heap[index] = node;
  }
}
