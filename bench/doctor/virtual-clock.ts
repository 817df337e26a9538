/**
 * For tests: a clock that the doctor and a server in the same process share. It stands still while bytes may be in
 * flight, then jumps to the next timer, so minutes pass at once and always the same way.
 */

import type { Clock } from "./clock.ts";

/** Turns of the event loop without activity after which nothing is in flight. */
const QUIET_TURNS = 50;

interface Timer {
  readonly dueMs: number;
  readonly fire: () => void;
  readonly isAwaited: boolean;
}

export class VirtualClock implements Clock {
  #nowMs = 0;
  #quietTurns = 0;
  #isPumping = false;
  readonly #timers = new Set<Timer>();
  /** The server's view of the clock; its timers do not hold up the doctor. */
  readonly server: Clock = {
    nowMs: () => this.#nowMs,
    startTimer: (delayMs, fire) => this.#start(delayMs, fire, false),
    hold: () => this.hold(),
  };
  #holds = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  startTimer(delayMs: number, fire: () => void): Disposable {
    const timer = this.#start(delayMs, fire, true);
    if (!this.#isPumping) void this.#pump();
    return timer;
  }

  hold(): Disposable {
    this.#holds += 1;
    return {
      [Symbol.dispose]: () => {
        this.#holds -= 1;
        this.stir();
      },
    };
  }

  /** Something is in flight. */
  stir(): void {
    this.#quietTurns = 0;
  }

  #start(delayMs: number, fire: () => void, isAwaited: boolean): Disposable {
    const timer = { dueMs: this.#nowMs + delayMs, fire, isAwaited };
    this.#timers.add(timer);
    this.stir();
    return { [Symbol.dispose]: () => this.#timers.delete(timer) };
  }

  /** Lets time pass while the doctor waits for it. */
  async #pump(): Promise<void> {
    this.#isPumping = true;
    while (this.#isAwaited()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      setImmediate(resolve);
      await promise;
      if (this.#holds > 0) continue;
      if (++this.#quietTurns >= QUIET_TURNS && this.#isAwaited()) this.#jump();
    }
    this.#isPumping = false;
  }

  #isAwaited(): boolean {
    return [...this.#timers].some(({ isAwaited }) => isAwaited);
  }

  #jump(): void {
    const [next] = [...this.#timers].toSorted((a, b) => a.dueMs - b.dueMs);
    if (next === undefined) return;
    this.#timers.delete(next);
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    this.stir();
    next.fire();
  }
}
