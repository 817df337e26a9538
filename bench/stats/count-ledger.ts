/**
 * The account of clients that only count their events. A loss and a repetition at the same client cancel, except where
 * the client saw that an event was repeated.
 */

import type { LedgerTotals } from "./ledger.ts";

export class CountLedger {
  readonly #counts: Float64Array;
  readonly #repeated: Float64Array;
  readonly #clients = new Set<number>();
  #received = 0;

  /** Clients are numbered from 0 to below `clientCount`; those that are not entered do not count. */
  constructor(clientCount: number) {
    this.#counts = new Float64Array(clientCount);
    this.#repeated = new Float64Array(clientCount);
  }

  get received(): number {
    return this.#received;
  }

  /** This client expects every event. */
  enter(client: number): void {
    this.#clients.add(client);
  }

  /** `repeated` of these `count` events are known to have come before. */
  add(client: number, count: number, repeated = 0): void {
    this.#counts[client] = (this.#counts[client] ?? 0) + count - repeated;
    this.#repeated[client] = (this.#repeated[client] ?? 0) + repeated;
    this.#received += count - repeated;
  }

  /** The totals after `sent` events. The `uncertain` ones may not have been sent, so they do not count as lost. */
  totals(sent: number, uncertain: number): LedgerTotals {
    let [received, lost, duplicated] = [0, 0, 0];
    for (const client of this.#clients) {
      const count = this.#counts[client] ?? 0;
      received += Math.min(count, sent);
      lost += Math.max(0, sent - uncertain - count);
      duplicated += Math.max(0, count - sent) + (this.#repeated[client] ?? 0);
    }
    return { received, lost, duplicated, outOfOrder: 0 };
  }
}

/** The sum of two accounts. */
export function addTotals(one: LedgerTotals, other: LedgerTotals): LedgerTotals {
  return {
    received: one.received + other.received,
    lost: one.lost + other.lost,
    duplicated: one.duplicated + other.duplicated,
    outOfOrder: one.outOfOrder + other.outOfOrder,
  };
}
