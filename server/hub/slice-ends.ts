/** When the newest slices of readers had been written to their sockets, for whoever knows when one was handed over. */

/** More than a second of them. */
const KEPT = 1_024;

export class SliceEnds {
  readonly #endsMs = new Float64Array(KEPT);
  #count = 0;

  /** Times are monotonic, in ms. */
  add(endMs: number): void {
    this.#endsMs[this.#count++ % KEPT] = endMs;
  }

  /** The end of the first slice that ended after this time; `undefined` if none has. */
  firstAfter(atMs: number): number | undefined {
    let found: number | undefined;
    for (let index = this.#count - 1; index >= Math.max(0, this.#count - KEPT); index--) {
      const endMs = this.#endsMs[index % KEPT] ?? 0;
      if (endMs <= atMs) break;
      found = endMs;
    }
    return found;
  }
}
