/** Waits for a condition on what connections have recorded, which is checked whenever they ring. */

import type { Clock } from "./clock.ts";

interface Waiting {
  readonly claim: () => boolean;
  readonly resolve: (isTrue: boolean) => void;
}

export class Bell {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something was recorded. */
  ring(): void {
    for (const waiting of this.#waiting) if (waiting.claim()) waiting.resolve(true);
  }

  /** True as soon as `claim` holds; false if it does not within `withinMs`. */
  async until(claim: () => boolean, withinMs: number): Promise<boolean> {
    if (claim()) return true;
    if (withinMs <= 0) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting = { claim, resolve };
    this.#waiting.add(waiting);
    using _timer = this.#clock.startTimer(withinMs, () => resolve(claim()));
    const isTrue = await promise;
    this.#waiting.delete(waiting);
    return isTrue;
  }
}
