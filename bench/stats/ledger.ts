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

/**
 * Which of the numbers a client gets. Over several topics they go round: number n goes to topic
 * (n - 1) mod `topics`, where it is number ⌊(n - 1) / topics⌋ + 1.
 */
export interface Share {
  readonly topics: number;
  /** The number of this ledger's first client among all clients; client i listens to topic i mod `topics`. */
  readonly firstIndex: number;
}

const EVERYTHING: Share = { topics: 1, firstIndex: 0 };
const JUST_CAME = 0;

/** How many of the numbers 1 to `sent` go to the topic of client `index`. */
function countFor(index: number, sent: number, topics: number): number {
  return Math.max(0, Math.floor((sent - 1 - (index % topics)) / topics) + 1);
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

  /** Another client takes this one's place: it expects nothing before what comes to it first. */
  restart(client: number): void {
    this.#next[client] = JUST_CAME;
    this.#latestOrder[client] = 0;
    this.#holes.delete(client);
  }

  /**
   * Sums up after numbers 1 to `sent` were sent. Of the `uncertain` ones nobody knows whether they
   * were: they are not lost when they did not come.
   */
  totals(sent: number, uncertain: readonly number[] = [], share: Share = EVERYTHING): LedgerTotals {
    let lost = 0;
    for (const [client, next] of this.#next.entries()) {
      if (next === JUST_CAME) continue;
      const index = share.firstIndex + client;
      lost += Math.max(0, countFor(index, sent, share.topics) + 1 - next);
      for (const { from, to } of this.#holes.get(client) ?? []) lost += to - from + 1;
      for (const number of uncertain) {
        if ((number - 1) % share.topics !== index % share.topics) continue;
        if (this.#isMissing(client, Math.floor((number - 1) / share.topics) + 1)) lost -= 1;
      }
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
    if (sequence > next && next !== JUST_CAME)
      this.#holesOf(client).push({ from: next, to: sequence - 1 });
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
