/** The hub's statistics, for whoever asks. */

import type { KeptBenchEvent, StatsAnswer, StatsSnapshot } from "#protocol";
import { metricFamilies } from "./metric-families.ts";
import { prometheusText } from "./prometheus.ts";
import { type Sampled, Sampler, type StatsSources } from "./sampler.ts";

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

  /**
   * The last snapshot, with current values where there are some. With `history`, also at most so many seconds before it,
   * and the bench's events.
   */
  async answer(history: number): Promise<StatsAnswer> {
    const sampler = await this.#current();
    const bench = history === 0 ? [] : this.#sources.bench();
    return { ...sampler.latest, history: sampler.history(history), bench };
  }

  /** In Prometheus' text format. */
  async metrics(): Promise<string> {
    const sampler = await this.#current();
    return prometheusText(metricFamilies(sampler.latest, this.#sources.stages));
  }

  /** Closes the interval, and returns its snapshot. */
  async sample(): Promise<StatsSnapshot> {
    const sampler = await this.#current();
    return sampler.sample();
  }

  async #current(): Promise<Sampler> {
    const { hub, sampler } = await this.#begun.promise;
    await hub.collect();
    return sampler;
  }
}
