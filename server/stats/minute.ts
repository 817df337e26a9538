/**
 * Makes one sample of the seconds of a minute of the clock. Rates are averaged over the time that passed; of the
 * other gauges the largest second counts, so that nothing short is hidden; percentiles are the minute's own.
 */

import {
  NO_GAUGES,
  SAMPLE_GAUGES,
  type SampleGauge,
  type StatsSample,
  THREAD_COLUMNS,
} from "#protocol";
import type { Summaries } from "./stages.ts";

const MINUTE_MS = 60_000;

export class Minute {
  #gauges = { ...NO_GAUGES };
  /** Of each thread; none if there is only one. */
  #threads: NonNullable<StatsSample["threads"]> = [];
  /** Of the newest second; `undefined` without one. */
  #atMs: number | undefined;
  #lastedMs = 0;

  /** Whether a sample taken at this time belongs to a later minute, or an earlier one after the clock was set. */
  isOver(atMs: number): boolean {
    return this.#atMs !== undefined && minuteOf(atMs) !== minuteOf(this.#atMs);
  }

  /** Adds a second, or however long the sample's interval was. */
  add(sample: Pick<StatsSample, "atMs" | "threads" | SampleGauge>, intervalMs: number): void {
    const lastedMs = this.#lastedMs + intervalMs;
    for (const gauge of SAMPLE_GAUGES) {
      const [before, value] = [this.#gauges[gauge], sample[gauge]];
      const happened = before * this.#lastedMs + value * intervalMs;
      const average = lastedMs === 0 ? 0 : happened / lastedMs;
      this.#gauges[gauge] = isRate(gauge) ? average : Math.max(before, value);
    }
    this.#addThreads(sample.threads ?? []);
    this.#atMs = sample.atMs;
    this.#lastedMs = lastedMs;
  }

  /** Closes the minute; its time is that of its last second. `undefined` if it had none. */
  take(summaries: Summaries): StatsSample | undefined {
    const [atMs, gauges, threads] = [this.#atMs, this.#gauges, this.#threads];
    this.#gauges = { ...NO_GAUGES };
    this.#threads = [];
    this.#atMs = undefined;
    this.#lastedMs = 0;
    if (atMs === undefined) return undefined;
    return { atMs, ...gauges, ...summaries, ...(threads.length > 0 && { threads }) };
  }

  #addThreads(threads: NonNullable<StatsSample["threads"]>): void {
    if (threads.length <= 1) return;
    this.#threads = threads.slice(0, THREAD_COLUMNS.length).map(({ connections }, index) => ({
      connections: Math.max(connections, this.#threads[index]?.connections ?? 0),
    }));
  }
}

/** A sample exactly on the full minute is the last of the minute before. */
function minuteOf(atMs: number): number {
  return Math.ceil(atMs / MINUTE_MS);
}

function isRate(gauge: SampleGauge): boolean {
  return gauge.endsWith("PerSecond") || gauge === "cpuCores";
}
