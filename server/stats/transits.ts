/**
 * How long the newest events took from a socket of the hub to their parsing. Deliveries take these times in turn, so
 * that all deliveries of a second get what a few readers have seen of it.
 */

const KEPT = 64;
const FRESH_MS = 3_000;

interface Transit {
  readonly atMs: number;
  readonly tookMs: number;
}

export class Transits {
  readonly #nowMs: () => number;
  /** Oldest first. */
  readonly #newest: Transit[] = [];
  #turn = 0;

  /** `nowMs` is monotonic. */
  constructor(nowMs = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** One that has ended now. */
  add(tookMs: number): void {
    this.#newest.push({ atMs: this.#nowMs(), tookMs });
    if (this.#newest.length > KEPT) this.#newest.shift();
  }

  /** How long the next in turn took, in ms; `undefined` without one in the last seconds. */
  next(): number | undefined {
    const staleMs = this.#nowMs() - FRESH_MS;
    while ((this.#newest[0]?.atMs ?? Infinity) < staleMs) this.#newest.shift();
    this.#turn = (this.#turn + 1) % Math.max(1, this.#newest.length);
    return this.#newest[this.#turn]?.tookMs;
  }
}
