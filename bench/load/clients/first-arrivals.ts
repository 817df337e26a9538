/**
 * The order in which events first reached any client of a process. For servers whose ids have no order of their own,
 * it is what clients are held to: if they all get two events in the same order, none finds them the wrong way round.
 * The order of the publishes is not, since a server may accept concurrent ones as it likes.
 */

/** Above every position in a log, in case some ids of such a server look like one. */
const FIRST = 2 ** 52;

export class FirstArrivals {
  /** By track and number. */
  readonly #orders = new Map<number, number[]>();
  #next = FIRST;

  /** The event's place in that order. */
  of(track: number, sequence: number): number {
    let orders = this.#orders.get(track);
    if (orders === undefined) this.#orders.set(track, (orders = []));
    return (orders[sequence] ??= this.#next++);
  }
}
