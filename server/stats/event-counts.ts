/** Counts of events, such as a batch has: percentiles of the last interval, and buckets since the start. */

import type { EventsSummary } from "#protocol";
import { Buckets } from "./buckets.ts";
import { IntervalHistogram } from "./interval-histogram.ts";

/** For the percentiles, more count as so many. */
const MOST_EVENTS = 1_000_000_000;

export class EventCountRecorder {
  readonly sinceStart: Buckets;
  readonly #interval = new IntervalHistogram(MOST_EVENTS);

  constructor(bounds: readonly number[]) {
    this.sinceStart = new Buckets(bounds);
  }

  record(events: number): void {
    this.#interval.record(events);
    this.sinceStart.record(events);
  }

  /** Sums up all counts since the last call, and starts anew. */
  takeSummary(): EventsSummary {
    return this.#interval.takeSummary();
  }
}
