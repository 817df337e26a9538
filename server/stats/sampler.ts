/**
 * Takes a snapshot of the hub once a second. Rates are the difference of two counter readings over the time that
 * actually passed. An hour of seconds and a day of minutes are kept for pages that open later.
 */

import { MOST_MINUTES, MOST_SECONDS, type StatsSample, type StatsSnapshot } from "#protocol";
import type { Counters } from "../hub/counters.ts";
import type { HubState } from "../hub/hub.ts";
import { Minute } from "./minute.ts";
import { type RowsCopy, SampleRing } from "./sample-ring.ts";
import type { Stages } from "./stages.ts";

/** What one serving thread has done. Deliveries and CPU time are since its start. */
export interface ThreadReading {
  readonly connections: number;
  readonly deliveries: number;
  readonly cpuUs: number;
  /** Since the last `forgetLongest()`; `undefined` for a single thread, whose times are those of the stages. */
  readonly longestLagMs?: number | null | undefined;
  readonly longestCanaryMs?: number | null | undefined;
}

/** What there is to sample. */
export interface Sampled {
  readonly counters: Counters;
  readonly state: HubState;
  readonly threads: readonly ThreadReading[];
  forgetLongest(): void;
}

/** Sources of a snapshot; times are in ms. */
export interface StatsSources {
  readonly version: string;
  readonly hub: Sampled;
  readonly stages: Stages;
  /** Since 1970. */
  readonly wallMs: () => number;
  /** Monotonic, from the hub's start. */
  readonly nowMs: () => number;
  readonly process: () => { readonly cpuUs: number; readonly rssBytes: number };
  readonly maxConnections: number;
}

/** The counters at the start of an interval. */
interface Before {
  readonly atMs: number;
  readonly counters: Counters;
  readonly cpuUs: number;
  /** Of each thread. */
  readonly deliveries: readonly number[];
}

/** What a second's end brings. */
export interface Sampling {
  readonly snapshot: StatsSnapshot;
  /** The minute before, if this is the first second of another. */
  readonly minute: StatsSample | undefined;
}

export class Sampler {
  readonly #sources: StatsSources;
  readonly #seconds: SampleRing;
  readonly #minutes: SampleRing;
  readonly #minute = new Minute();
  #before: Before;
  #latest: StatsSnapshot;

  constructor(sources: StatsSources) {
    this.#sources = sources;
    const threads = sources.hub.threads.length;
    this.#seconds = new SampleRing(MOST_SECONDS, threads);
    this.#minutes = new SampleRing(MOST_MINUTES, threads);
    this.#before = this.#reading(sources.nowMs(), sources.process().cpuUs);
    this.#latest = this.#snapshot(0);
  }

  /** The snapshot of the last full interval, with current values for everything that needs no interval. */
  get latest(): StatsSnapshot {
    const { hub, wallMs, nowMs } = this.#sources;
    const { state, epoch: _epoch, log: _log, ...gauges } = hub.state;
    const usage = this.#sources.process();
    return {
      ...this.#latest,
      atMs: wallMs(),
      hub: { ...this.#latest.hub, state, uptimeMs: nowMs() },
      ...gauges,
      rssBytes: usage.rssBytes,
      totals: { ...hub.counters },
      threads: this.#latest.threads.map((thread, index) => {
        const { connections, cpuUs } = hub.threads[index] ?? thread;
        return { ...thread, connections, cpuUs };
      }),
      process: { ...this.#latest.process, ...usage },
    };
  }

  /** The newest seconds, at most `count`. */
  seconds(count: number): RowsCopy {
    return this.#seconds.newest(count);
  }

  /** The newest full minutes, at most `count`. */
  minutes(count: number): RowsCopy {
    return this.#minutes.newest(count);
  }

  /** Closes the interval, and the minute if it is over. */
  sample(): Sampling {
    const minute = this.#closeMinute();
    const atMs = this.#sources.nowMs();
    const snapshot = this.#snapshot(atMs - this.#before.atMs);
    this.#before = this.#reading(atMs, snapshot.process.cpuUs);
    this.#sources.hub.forgetLongest();
    this.#latest = snapshot;
    this.#seconds.add(snapshot);
    this.#minute.add(snapshot, snapshot.intervalMs);
    return { snapshot, minute };
  }

  /** Comes before the interval's summaries, which belong to the next minute. */
  #closeMinute(): StatsSample | undefined {
    const { stages, wallMs } = this.#sources;
    if (!this.#minute.isOver(wallMs())) return undefined;
    const minute = this.#minute.take(stages.takeMinute());
    if (minute !== undefined) this.#minutes.add(minute);
    return minute;
  }

  #snapshot(intervalMs: number): StatsSnapshot {
    const { version, hub, stages, wallMs, nowMs, maxConnections } = this.#sources;
    const { epoch, log, state, ...gauges } = hub.state;
    const { counters } = hub;
    const summaries = stages.takeSummaries();
    const before = this.#before.counters;
    const perSecond = (count: number) => (intervalMs === 0 ? 0 : (count / intervalMs) * 1000);
    const rate = (name: keyof Counters) => perSecond(counters[name] - before[name]);
    const { canary, eventLoop } = summaries.latency;
    const usage = this.#sources.process();
    return {
      atMs: wallMs(),
      intervalMs,
      hub: { version, epoch, log, state, uptimeMs: nowMs(), maxConnections },
      ...gauges,
      eventsPerSecond: rate("events"),
      deliveriesPerSecond: rate("deliveries"),
      deliveredBytesPerSecond: rate("deliveredBytes"),
      reconnectsPerSecond: rate("resumed"),
      gapsPerSecond: rate("gaps"),
      stalledPerSecond: rate("stalled"),
      cpuCores: perSecond(usage.cpuUs - this.#before.cpuUs) / 1e6,
      rssBytes: usage.rssBytes,
      ...summaries,
      totals: { ...counters },
      threads: hub.threads.map((thread, index) => ({
        connections: thread.connections,
        deliveriesPerSecond: perSecond(thread.deliveries - (this.#before.deliveries[index] ?? 0)),
        cpuUs: thread.cpuUs,
        eventLoopLagMs: thread.longestLagMs === undefined ? eventLoop.maxMs : thread.longestLagMs,
        canaryMaxMs: thread.longestCanaryMs === undefined ? canary.maxMs : thread.longestCanaryMs,
      })),
      process: { ...usage, eventLoopLagMs: eventLoop.maxMs ?? 0 },
    };
  }

  #reading(atMs: number, cpuUs: number): Before {
    const { counters, threads } = this.#sources.hub;
    return {
      atMs,
      cpuUs,
      counters: { ...counters },
      deliveries: threads.map(({ deliveries }) => deliveries),
    };
  }
}
