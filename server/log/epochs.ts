/** Which epoch the positions of a log belong to: each has a first position, and ends where the next one begins. */

export interface Epoch {
  readonly firstPosition: number;
  readonly name: string;
}

export class Epochs {
  /** Oldest first. */
  readonly list: readonly Epoch[];
  readonly #indexes: ReadonlyMap<string, number>;

  constructor(list: readonly Epoch[]) {
    this.list = list;
    this.#indexes = new Map(list.map(({ name }, index) => [name, index]));
  }

  has(name: string): boolean {
    return this.#indexes.has(name);
  }

  /** The epoch that a position belongs to. */
  of(position: number): string {
    let low = 0;
    let high = this.list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.list[middle]?.firstPosition ?? Infinity) <= position) low = middle + 1;
      else high = middle;
    }
    return this.list[Math.max(0, low - 1)]?.name ?? "";
  }

  /** The position of an id; `undefined` past the end of its epoch, where the events were lost. */
  positionIn(name: string, position: number): number | undefined {
    const index = this.#indexes.get(name);
    if (index === undefined) return undefined;
    const first = this.list[index]?.firstPosition ?? Infinity;
    const end = this.list[index + 1]?.firstPosition ?? Infinity;
    return position >= first - 1 && position < end ? position : undefined;
  }
}
