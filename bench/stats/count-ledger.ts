/**
 * The account of clients that only count their events. Where an event was lost and another came twice, the count is
 * right, but not the sum of the marks that end each event.
 */

import type { LedgerTotals } from "./ledger.ts";

export class CountLedger {
  readonly #counts: Float64Array;
  readonly #repeated: Float64Array;
  readonly #marks: Float64Array;
  readonly #clients = new Set<number>();
  #received = 0;

  /** Clients are numbered from 0 to below `clientCount`; those that are not entered do not count. */
  constructor(clientCount: number) {
    this.#counts = new Float64Array(clientCount);
    this.#repeated = new Float64Array(clientCount);
    this.#marks = new Float64Array(clientCount);
  }

  get received(): number {
    return this.#received;
  }

  /** This client expects every event. */
  enter(client: number): void {
    this.#clients.add(client);
  }

  /**
   * `repeated` of these `count` events are known to have come before; `marks` is the sum of the others' marks, and
   * `NaN` if one had none.
   */
  add(client: number, count: number, repeated: number, marks: number): void {
    this.#counts[client] = (this.#counts[client] ?? 0) + count - repeated;
    this.#repeated[client] = (this.#repeated[client] ?? 0) + repeated;
    this.#marks[client] = (this.#marks[client] ?? 0) + marks;
    this.#received += count - repeated;
  }

  /**
   * The totals after `sent` events whose marks add up to `marks`. The `uncertain` ones may not have been sent, so they do
   * not count as lost. Where the count is right and the marks are not, at least one event was lost and another repeated.
   */
  totals(sent: number, uncertain: number, marks: number): LedgerTotals {
    let [received, lost, duplicated] = [0, 0, 0];
    for (const client of this.#clients) {
      const count = this.#counts[client] ?? 0;
      const sum = this.#marks[client] ?? 0;
      const isSwapped = uncertain === 0 && count === sent && !Number.isNaN(sum) && sum !== marks;
      const swapped = isSwapped ? 1 : 0;
      received += Math.min(count, sent) - swapped;
      lost += Math.max(0, sent - uncertain - count) + swapped;
      duplicated += Math.max(0, count - sent) + (this.#repeated[client] ?? 0) + swapped;
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
