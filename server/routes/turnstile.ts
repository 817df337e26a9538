/**
 * Lets a limited number through per turn of the event loop, and the rest in later turns, in order. Thousands that
 * reconnect at once are admitted a few at a time, and events go out in between.
 */

export class Turnstile {
  readonly #perTurn: number;
  readonly #waiting: (() => void)[] = [];
  #passed = 0;
  #isTurning = false;

  constructor(perTurn: number) {
    this.#perTurn = perTurn;
  }

  /** `undefined` if the caller may proceed at once; otherwise resolves when it may. */
  pass(): Promise<void> | undefined {
    this.#turn();
    if (this.#passed < this.#perTurn && this.#waiting.length === 0) {
      this.#passed += 1;
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    return promise;
  }

  #turn(): void {
    if (this.#isTurning) return;
    this.#isTurning = true;
    setImmediate(() => {
      this.#isTurning = false;
      const next = this.#waiting.splice(0, this.#perTurn);
      this.#passed = next.length;
      for (const go of next) go();
      if (next.length > 0) this.#turn();
    });
  }
}
