/**
 * Steers a rate until a latency stays at its limit: down while the latency is above it, up while it is below. Pure.
 *
 * A search in steps can only return one of its steps, and near the limit it is luck whether a step passes. A rate
 * that is held at the limit is a mean over time, and varies no more between runs than the server does.
 */

/** How strongly the rate reacts to one reading; with more it would oscillate. */
const ANSWER = 0.3;
/** How strongly a reading moves the rate it oscillates around. */
const LEARNING = 0.05;
/** The logarithm of a latency's distance from the limit is capped here, so that a single stall weighs little. */
const FAR = 1;

export class Steering {
  readonly #limitMs: number;
  /** The rate it returns to when the latency is at the limit. */
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

  /** Takes the latest latency. */
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
