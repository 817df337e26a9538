/**
 * The account of every delivery: for each subscription of a client, which of the numbers 1, 2, 3 … arrived, arrived
 * twice, arrived late or never arrived. A subscription that misses nothing costs sixteen bytes.
 */

import { lostOf, type Receipt, type Sent, type Sightings, type Stay } from "./due.ts";

/** Numbers that have not arrived, inclusive. */
interface Hole {
  from: number;
  to: number;
}

/** The account of a client that left. */
interface Departure {
  readonly subscription: number;
  readonly receipt: Receipt;
  readonly stay: Stay;
}

export interface LedgerTotals {
  readonly received: number;
  readonly duplicated: number;
  /** Arrived after one that is later in the server's order. */
  readonly outOfOrder: number;
  readonly lost: number;
}

/** What was sent on one track, and what the clients saw of it; that is needed only if some come late or leave early. */
export interface OnTrack extends Sent {
  readonly seen?: Sightings;
}

const JUST_CAME = 0;

export class DeliveryLedger {
  /** What a subscription received first, and the number after the newest. */
  readonly #first: Uint32Array;
  readonly #next: Uint32Array;
  readonly #latestOrder: Float64Array;
  readonly #holes = new Map<number, Hole[]>();
  /** When the clients opened that were not there from the beginning. */
  readonly #openedAtMs = new Map<number, number>();
  readonly #departures: Departure[] = [];
  #received = 0;
  #duplicated = 0;
  #outOfOrder = 0;

  /** Subscriptions and clients are numbered from 0; each subscription expects number 1 first. */
  constructor(subscriptionCount: number, clientCount = subscriptionCount) {
    this.#first = new Uint32Array(subscriptionCount).fill(1);
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

  /** Nobody is on the subscription; the next client expects nothing before `arrive`. */
  restart(subscription: number, client = subscription): void {
    this.#first[subscription] = JUST_CAME;
    this.#next[subscription] = JUST_CAME;
    this.#latestOrder[client] = 0;
    this.#holes.delete(subscription);
    this.#openedAtMs.delete(subscription);
  }

  /** A later client has opened on the subscription. */
  arrive(subscription: number, openedAtMs: number): void {
    this.#openedAtMs.set(subscription, openedAtMs);
  }

  /** The client leaves: what it lost until then stays in the account. */
  depart(subscription: number, leftAtMs: number, client = subscription): void {
    this.#departures.push({
      subscription,
      receipt: this.#receiptOf(subscription),
      stay: { openedAtMs: this.#openedAtMs.get(subscription), leftAtMs },
    });
    this.restart(subscription, client);
  }

  /**
   * The totals. An uncertain number that did not arrive does not count as lost. Within `graceMs` of its coming or
   * leaving a client is owed only what `lostOf` says.
   */
  totals(sentTo: (subscription: number) => OnTrack, graceMs = 0): LedgerTotals {
    let lost = 0;
    for (const subscription of this.#next.keys()) {
      const sent = sentTo(subscription);
      const stay = { openedAtMs: this.#openedAtMs.get(subscription) };
      lost += lostOf(this.#receiptOf(subscription), sent, stay, graceMs, sent.seen);
    }
    for (const { subscription, receipt, stay } of this.#departures) {
      const sent = sentTo(subscription);
      lost += lostOf(receipt, sent, stay, graceMs, sent.seen);
    }
    return {
      received: this.#received,
      duplicated: this.#duplicated,
      outOfOrder: this.#outOfOrder,
      lost,
    };
  }

  #receiptOf(subscription: number): Receipt {
    return {
      first: this.#first[subscription] ?? JUST_CAME,
      next: this.#next[subscription] ?? JUST_CAME,
      holes: this.#holes.get(subscription) ?? [],
    };
  }

  #advance(subscription: number, sequence: number): true {
    const next = this.#next[subscription] ?? 1;
    if (next === JUST_CAME) this.#first[subscription] = sequence;
    else if (sequence > next) {
      this.#holesOf(subscription).push({ from: next, to: sequence - 1 });
    }
    this.#next[subscription] = sequence + 1;
    return true;
  }

  /** Removes a number from the missing ones; returns false if it has already arrived. */
  #fillHole(subscription: number, sequence: number): boolean {
    const first = this.#first[subscription] ?? 1;
    if (sequence < first) {
      // Overtaken by the first event that a later client got.
      this.#first[subscription] = sequence;
      if (sequence < first - 1) {
        this.#holesOf(subscription).push({ from: sequence + 1, to: first - 1 });
      }
      return true;
    }
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
