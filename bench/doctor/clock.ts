/** Time as the doctor needs it: to be read, and to be waited for. A test brings a clock of its own. */

export interface Clock {
  /** Monotonic, in ms. */
  nowMs(): number;
  /** Calls `fire` after `delayMs`, unless what it answers is disposed of before. */
  startTimer(delayMs: number, fire: () => void): Disposable;
}

export const machineClock: Clock = {
  nowMs: () => performance.now(),
  startTimer: (delayMs, fire) => setTimeout(fire, delayMs),
};
