/**
 * Makes one sample of the seconds of a minute of the clock. Rates are averaged over the time that passed; of the
 * other gauges the largest second counts, so that nothing short is hidden; percentiles are the minute's own.
 */

import { NO_GAUGES, SAMPLE_GAUGES, type SampleGauge, type StatsSample } from "#protocol";
import type { Summaries } from "./stages.ts";

const MINUTE_MS = 60_000;

export class Minute {
  #gauges = { ...NO_GAUGES };
  /** Of the newest second; `undefined` without one. */
  #atMs: number | undefined;
  #lastedMs = 0;

  /** Whether a sample taken at this time belongs to a later minute, or an earlier one after the clock was set. */
  isOver(atMs: number): boolean {
    return this.#atMs !== undefined && minuteOf(atMs) !== minuteOf(this.#atMs);
  }

  /** Adds a second, or however long the sample's interval was. */
  add(sample: Pick<StatsSample, "atMs" | SampleGauge>, intervalMs: number): void {
    const lastedMs = this.#lastedMs + intervalMs;
    for (const gauge of SAMPLE_GAUGES) {
      const [before, value] = [this.#gauges[gauge], sample[gauge]];
      const happened = before * this.#lastedMs + value * intervalMs;
      const average = lastedMs === 0 ? 0 : happened / lastedMs;
      this.#gauges[gauge] = isRate(gauge) ? average : Math.max(before, value);
    }
    this.#atMs = sample.atMs;
    this.#lastedMs = lastedMs;
  }

  /** Closes the minute; its time is that of its last second. `undefined` if it had none. */
  take(summaries: Summaries): StatsSample | undefined {
    const [atMs, gauges] = [this.#atMs, this.#gauges];
    this.#gauges = { ...NO_GAUGES };
    this.#atMs = undefined;
    this.#lastedMs = 0;
    return atMs === undefined ? undefined : { atMs, ...gauges, ...summaries };
  }
}

/** A sample exactly on the full minute is the last of the minute before. */
function minuteOf(atMs: number): number {
  return Math.ceil(atMs / MINUTE_MS);
}

function isRate(gauge: SampleGauge): boolean {
  return gauge.endsWith("PerSecond");
}
