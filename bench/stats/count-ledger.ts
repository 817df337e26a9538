/** The account of clients of which only the number of their events is known. */

import type { LedgerTotals } from "./ledger.ts";

export class CountLedger {
  readonly #counts: Float64Array;
  readonly #clients = new Set<number>();
  #received = 0;

  /** Clients are numbered from 0 up to `clientCount`; those that are not entered do not count. */
  constructor(clientCount: number) {
    this.#counts = new Float64Array(clientCount);
  }

  get received(): number {
    return this.#received;
  }

  /** This client expects every event. */
  enter(client: number): void {
    this.#clients.add(client);
  }

  add(client: number, count: number): void {
    this.#counts[client] = (this.#counts[client] ?? 0) + count;
    this.#received += count;
  }

  /** Sums up after `sent` events, of which so many perhaps were not: those are not lost when they did not come. */
  totals(sent: number, uncertain: number): LedgerTotals {
    let [received, lost, duplicated] = [0, 0, 0];
    for (const client of this.#clients) {
      const count = this.#counts[client] ?? 0;
      received += Math.min(count, sent);
      lost += Math.max(0, sent - uncertain - count);
      duplicated += Math.max(0, count - sent);
    }
    return { received, lost, duplicated, outOfOrder: 0 };
  }
}

/** Both accounts in one. */
export function addTotals(one: LedgerTotals, other: LedgerTotals): LedgerTotals {
  return {
    received: one.received + other.received,
    lost: one.lost + other.lost,
    duplicated: one.duplicated + other.duplicated,
    outOfOrder: one.outOfOrder + other.outOfOrder,
  };
}
