/** Numbers of events, such as batch sizes: percentiles of the last interval, and buckets since the start. */

import type { EventsSummary } from "#protocol";
import { Buckets } from "./buckets.ts";
import { IntervalHistogram, type Percentiles } from "./interval-histogram.ts";

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
    return withoutP999(this.#interval.takeSummary());
  }

  /** Summarises all intervals that were closed since the last call. */
  takeMinute(): EventsSummary {
    return withoutP999(this.#interval.takeMinute());
  }
}

function withoutP999({ p999: _p999, ...summary }: Percentiles): EventsSummary {
  return summary;
}
