/** The doctor's clock and timers; tests provide their own. */

export interface Clock {
  /** Monotonic, in ms. */
  nowMs(): number;
  /** Calls `fire` after `delayMs`, unless the returned object is disposed of first. */
  startTimer(delayMs: number, fire: () => void): Disposable;
  /** Something is being computed on another thread; a test's clock waits until the returned object is disposed of. */
  hold(): Disposable;
}

const NOTHING_HELD: Disposable = { [Symbol.dispose]() {} };

export const machineClock: Clock = {
  nowMs: () => performance.now(),
  startTimer: (delayMs, fire) => setTimeout(fire, delayMs),
  hold: () => NOTHING_HELD,
};
