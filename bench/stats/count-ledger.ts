/** The account of clients that only count their events. */

import type { LedgerTotals } from "./ledger.ts";

export class CountLedger {
  readonly #counts: Float64Array;
  readonly #clients = new Set<number>();
  #received = 0;

  /** Clients are numbered from 0 to below `clientCount`; those that are not entered do not count. */
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

  /** The totals after `sent` events. The `uncertain` ones may not have been sent, so they do not count as lost. */
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

/** The sum of two accounts. */
export function addTotals(one: LedgerTotals, other: LedgerTotals): LedgerTotals {
  return {
    received: one.received + other.received,
    lost: one.lost + other.lost,
    duplicated: one.duplicated + other.duplicated,
    outOfOrder: one.outOfOrder + other.outOfOrder,
  };
}
