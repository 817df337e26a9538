/**
 * The account of every delivery: for each subscription of a client, which of the numbers 1, 2, 3 … arrived, arrived
 * twice, arrived late or never arrived. A subscription that misses nothing costs twelve bytes.
 */

/** Numbers that have not arrived, inclusive. */
interface Hole {
  from: number;
  to: number;
}

export interface LedgerTotals {
  readonly received: number;
  readonly duplicated: number;
  /** Arrived after one that is later in the server's order. */
  readonly outOfOrder: number;
  readonly lost: number;
}

/** What was sent on one track: numbers 1 to `sent`, except perhaps the `uncertain` ones. */
export interface Sent {
  readonly sent: number;
  readonly uncertain: readonly number[];
}

const JUST_CAME = 0;

export class DeliveryLedger {
  readonly #next: Uint32Array;
  readonly #latestOrder: Float64Array;
  readonly #holes = new Map<number, Hole[]>();
  #received = 0;
  #duplicated = 0;
  #outOfOrder = 0;

  /** Subscriptions and clients are numbered from 0; each subscription expects number 1 first. */
  constructor(subscriptionCount: number, clientCount = subscriptionCount) {
    this.#next = new Uint32Array(subscriptionCount).fill(1);
    this.#latestOrder = new Float64Array(clientCount);
  }

  get received(): number {
    return this.#received;
  }

  /**
   * Records the arrival of number `sequence` on a subscription of `client`; returns true if it is the first. `order`
   * is its position in the order that the server promises to each client, if that covers more than the numbers.
   */
  enter(subscription: number, sequence: number, order?: number, client = subscription): boolean {
    const isNewest = sequence >= (this.#next[subscription] ?? 1);
    const isFirst = isNewest
      ? this.#advance(subscription, sequence)
      : this.#fillHole(subscription, sequence);
    if (!isFirst) {
      this.#duplicated += 1;
      return false;
    }
    this.#received += 1;
    const isInOrder = order === undefined ? isNewest : order >= (this.#latestOrder[client] ?? 0);
    if (!isInOrder) this.#outOfOrder += 1;
    else if (order !== undefined) this.#latestOrder[client] = order;
    return true;
  }

  /** Another client replaces this one on the subscription: it expects nothing before its first arrival. */
  restart(subscription: number, client = subscription): void {
    this.#next[subscription] = JUST_CAME;
    this.#latestOrder[client] = 0;
    this.#holes.delete(subscription);
  }

  /** The totals. An uncertain number that did not arrive does not count as lost. */
  totals(sentTo: (subscription: number) => Sent): LedgerTotals {
    let lost = 0;
    for (const [subscription, next] of this.#next.entries()) {
      if (next === JUST_CAME) continue;
      const { sent, uncertain } = sentTo(subscription);
      lost += Math.max(0, sent + 1 - next);
      for (const { from, to } of this.#holes.get(subscription) ?? []) lost += to - from + 1;
      for (const number of uncertain) if (this.#isMissing(subscription, number)) lost -= 1;
    }
    return {
      received: this.#received,
      duplicated: this.#duplicated,
      outOfOrder: this.#outOfOrder,
      lost,
    };
  }

  #isMissing(subscription: number, sequence: number): boolean {
    if (sequence >= (this.#next[subscription] ?? 1)) return true;
    const holes = this.#holes.get(subscription) ?? [];
    return holes.some(({ from, to }) => from <= sequence && sequence <= to);
  }

  #advance(subscription: number, sequence: number): true {
    const next = this.#next[subscription] ?? 1;
    if (sequence > next && next !== JUST_CAME) {
      this.#holesOf(subscription).push({ from: next, to: sequence - 1 });
    }
    this.#next[subscription] = sequence + 1;
    return true;
  }

  /** Removes a number from the missing ones; returns false if it has already arrived. */
  #fillHole(subscription: number, sequence: number): boolean {
    const holes = this.#holes.get(subscription) ?? [];
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

  #holesOf(subscription: number): Hole[] {
    const known = this.#holes.get(subscription);
    if (known !== undefined) return known;
    const holes: Hole[] = [];
    this.#holes.set(subscription, holes);
    return holes;
  }
}
