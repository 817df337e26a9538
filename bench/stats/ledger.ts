/**
 * The account of every delivery: for each client, which numbers of 1, 2, 3 … came, came twice, came
 * late or never came. A client that misses nothing costs twelve bytes.
 */

/** Numbers that a client has not seen, both ends included. */
interface Hole {
  from: number;
  to: number;
}

export interface LedgerTotals {
  readonly received: number;
  readonly duplicated: number;
  /** Came after one that is later in the server's order. */
  readonly outOfOrder: number;
  readonly lost: number;
}

export class DeliveryLedger {
  readonly #next: Uint32Array;
  readonly #latestOrder: Float64Array;
  readonly #holes = new Map<number, Hole[]>();
  #received = 0;
  #duplicated = 0;
  #outOfOrder = 0;

  /** Clients are numbered from 0; each expects number 1 first. */
  constructor(clientCount: number) {
    this.#next = new Uint32Array(clientCount).fill(1);
    this.#latestOrder = new Float64Array(clientCount);
  }

  get received(): number {
    return this.#received;
  }

  /**
   * Enters the arrival of number `sequence` at a client; true when it is its first. `order` is its
   * place in the order that the server promises, when that is another than the numbers'.
   */
  enter(client: number, sequence: number, order = sequence): boolean {
    const isFirst = this.#take(client, sequence);
    if (!isFirst) {
      this.#duplicated += 1;
      return false;
    }
    this.#received += 1;
    const latestOrder = this.#latestOrder[client] ?? 0;
    if (order < latestOrder) this.#outOfOrder += 1;
    else this.#latestOrder[client] = order;
    return true;
  }

  /**
   * Sums up after numbers 1 to `sent` were sent to every client. Of the `uncertain` ones nobody knows
   * whether they were: they are not lost when they did not come.
   */
  totals(sent: number, uncertain: readonly number[] = []): LedgerTotals {
    let lost = 0;
    for (const [client, next] of this.#next.entries()) {
      lost += Math.max(0, sent + 1 - next);
      for (const { from, to } of this.#holes.get(client) ?? []) lost += to - from + 1;
      for (const sequence of uncertain) if (this.#isMissing(client, sequence)) lost -= 1;
    }
    return {
      received: this.#received,
      duplicated: this.#duplicated,
      outOfOrder: this.#outOfOrder,
      lost,
    };
  }

  #isMissing(client: number, sequence: number): boolean {
    if (sequence >= (this.#next[client] ?? 1)) return true;
    const holes = this.#holes.get(client) ?? [];
    return holes.some(({ from, to }) => from <= sequence && sequence <= to);
  }

  /** Strikes a number off those that the client misses; false when it has it already. */
  #take(client: number, sequence: number): boolean {
    const next = this.#next[client] ?? 1;
    if (sequence < next) return this.#fillHole(client, sequence);
    if (sequence > next) this.#holesOf(client).push({ from: next, to: sequence - 1 });
    this.#next[client] = sequence + 1;
    return true;
  }

  #fillHole(client: number, sequence: number): boolean {
    const holes = this.#holes.get(client) ?? [];
    const index = holes.findIndex(({ from, to }) => from <= sequence && sequence <= to);
    const hole = holes[index];
    if (hole === undefined) return false;
    const left = [
      { from: hole.from, to: sequence - 1 },
      { from: sequence + 1, to: hole.to },
    ].filter(({ from, to }) => from <= to);
    holes.splice(index, 1, ...left);
    return true;
  }

  #holesOf(client: number): Hole[] {
    const known = this.#holes.get(client);
    if (known !== undefined) return known;
    const holes: Hole[] = [];
    this.#holes.set(client, holes);
    return holes;
  }
}
