/** Numbers of events, such as batch sizes: percentiles of the last interval, and buckets since the start. */

import type { EventsSummary } from "#protocol";
import { Buckets } from "./buckets.ts";
import { IntervalHistogram } from "./interval-histogram.ts";

/** Larger numbers count as this in the percentiles. */
const MOST_EVENTS = 1_000_000_000;

export class EventCountRecorder {
  readonly sinceStart: Buckets;
  readonly #interval = new IntervalHistogram(MOST_EVENTS);

  constructor(bounds: readonly number[]) {
    this.sinceStart = new Buckets(bounds);
  }

  record(events: number, count = 1): void {
    this.#interval.record(events, count);
    this.sinceStart.record(events, count);
  }

  /** Summarises everything since the last call, and starts a new interval. */
  takeSummary(): EventsSummary {
    return this.#interval.takeSummary();
  }
}
