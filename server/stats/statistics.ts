/** The hub's statistics, for whoever asks. */

import type { KeptBenchEvent, StatsAnswer } from "#protocol";
import { historyText, samplesOf } from "./history-text.ts";
import { metricFamilies } from "./metric-families.ts";
import { prometheusText } from "./prometheus.ts";
import { type Sampled, Sampler, type Sampling, type StatsSources } from "./sampler.ts";

/** How many rows of the history are asked for. */
export interface HistoryWanted {
  readonly seconds: number;
  readonly minutes: number;
}

/** What is sampled, as of the last `collect()`. */
export interface Collected extends Sampled {
  collect(): Promise<void>;
}

export interface StatisticsSources extends Omit<StatsSources, "hub"> {
  /** The bench's events so far. */
  readonly bench: () => readonly KeptBenchEvent[];
}

export class Statistics {
  readonly #sources: StatisticsSources;
  readonly #begun = Promise.withResolvers<{ hub: Collected; sampler: Sampler }>();

  constructor(sources: StatisticsSources) {
    this.#sources = sources;
  }

  /** Samples this hub from now on; who has asked before is answered. */
  begin(hub: Collected): void {
    this.#begun.resolve({ hub, sampler: new Sampler({ ...this.#sources, hub }) });
  }

  /** The last snapshot, with current values where there are some, and at most this many seconds of history. */
  async answer(history: number): Promise<StatsAnswer> {
    const sampler = await this.#current();
    return { ...sampler.latest, history: samplesOf(sampler.seconds(history)) };
  }

  /** The JSON of a `StatsHistory` with at most so many rows. */
  async history({ seconds, minutes }: HistoryWanted): Promise<string> {
    const { sampler } = await this.#begun.promise;
    const bench = this.#sources.bench();
    return historyText(sampler.seconds(seconds), sampler.minutes(minutes), bench);
  }

  /** In Prometheus' text format. */
  async metrics(): Promise<string> {
    const sampler = await this.#current();
    return prometheusText(metricFamilies(sampler.latest, this.#sources.stages));
  }

  /** Closes the interval. */
  async sample(): Promise<Sampling> {
    const sampler = await this.#current();
    return sampler.sample();
  }

  async #current(): Promise<Sampler> {
    const { hub, sampler } = await this.#begun.promise;
    await hub.collect();
    return sampler;
  }
}
