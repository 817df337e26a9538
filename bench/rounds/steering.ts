/**
 * A rate that is steered until a latency holds at a limit: it goes down while the latency is over it, and up
 * while it is under. Pure.
 *
 * A search by steps answers one of its steps, and whether one is passed is a matter of luck near the limit.
 * Held there, the rate is a mean over time, which varies between two looks as little as the server does.
 */

/** How strongly the rate answers one reading; more, and it swings. */
const ANSWER = 0.3;
/** How strongly a reading moves what it swings around. */
const LEARNING = 0.05;
/** A latency further off, by its logarithm, counts as this far: one that stood still is not held against it. */
const FAR = 1;

export class Steering {
  readonly #limitMs: number;
  /** What it comes back to when the latency is at the limit. */
  #aroundPerS: number;
  #ratePerS: number;

  constructor(limitMs: number, startPerS: number) {
    this.#limitMs = limitMs;
    this.#aroundPerS = startPerS;
    this.#ratePerS = startPerS;
  }

  get ratePerS(): number {
    return this.#ratePerS;
  }

  /** Takes a latency of just now. */
  read(latencyMs: number): void {
    const off = Math.log(latencyMs / this.#limitMs);
    const counted = Math.max(-FAR, Math.min(FAR, off));
    this.#aroundPerS *= Math.exp(-LEARNING * counted);
    this.#ratePerS = this.#aroundPerS * Math.exp(-ANSWER * counted);
  }

  /** Starts again from what it has learned. */
  settle(): void {
    this.#ratePerS = this.#aroundPerS;
  }
}
