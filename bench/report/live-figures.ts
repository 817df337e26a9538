/**
 * Turns a run's progress into the state to draw. Rate and percentiles cover whole seconds, and the last sixty are
 * kept. Time is a parameter; nothing here waits or draws.
 */

import { LatencyHistogram } from "../stats/latency.ts";
import type { ProgressCounts, ProgressState, SecondFigures } from "./progress-state.ts";

const SECOND_MS = 1_000;
const KEPT_SECONDS = 60;

export class LiveFigures {
  readonly #label: string;
  readonly #startMs: number;
  readonly #latency = new LatencyHistogram();
  #phase = "";
  #endMs: number | undefined;
  #counts: ProgressCounts | undefined;
  #secondStartMs: number;
  #receivedBefore = 0;
  #seconds: SecondFigures[] = [];

  /** All times come from one monotonic clock. */
  constructor(label: string, startMs: number) {
    this.#label = label;
    this.#startMs = startMs;
    this.#secondStartMs = startMs;
  }

  setPhase(phase: string): void {
    this.#phase = phase;
  }

  setEnd(endMs: number): void {
    this.#endMs = endMs;
  }

  setCounts(counts: ProgressCounts, nowMs: number): void {
    this.#closeSeconds(nowMs);
    this.#counts = counts;
  }

  add(latency: LatencyHistogram, nowMs: number): void {
    this.#closeSeconds(nowMs);
    this.#latency.add(latency);
  }

  stateAt(nowMs: number): ProgressState {
    this.#closeSeconds(nowMs);
    return {
      label: this.#label,
      phase: this.#phase,
      elapsedMs: nowMs - this.#startMs,
      leftMs: this.#endMs === undefined ? undefined : Math.max(0, this.#endMs - nowMs),
      counts: this.#counts,
      second: this.#seconds.at(-1),
      p99Ms: this.#seconds.map(({ p99Ms }) => p99Ms),
    };
  }

  /** When several seconds have passed at once, the first gets all that arrived and the others are empty. */
  #closeSeconds(nowMs: number): void {
    const elapsed = Math.floor((nowMs - this.#secondStartMs) / SECOND_MS);
    if (elapsed < 1) return;
    this.#secondStartMs += elapsed * SECOND_MS;
    const received = this.#counts?.received ?? 0;
    // Each part of a scenario has new clients, which have received nothing yet.
    if (received < this.#receivedBefore) this.#receivedBefore = 0;
    const closed: SecondFigures[] = [
      {
        deliveries: received - this.#receivedBefore,
        p50Ms: this.#latency.percentileMs(50),
        p99Ms: this.#latency.percentileMs(99),
      },
    ];
    this.#receivedBefore = received;
    this.#latency.reset();
    const empty = Math.min(elapsed - 1, KEPT_SECONDS);
    for (let second = 0; second < empty; second++)
      closed.push({ deliveries: 0, p50Ms: null, p99Ms: null });
    this.#seconds = [...this.#seconds, ...closed].slice(-KEPT_SECONDS);
  }
}
