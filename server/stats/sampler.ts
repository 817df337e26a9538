/**
 * Takes a snapshot of the hub once a second. Rates are the difference of two counter readings over the time that
 * actually passed. The newest snapshots stay in a ring for pages that open later.
 */

import type { StatsSample, StatsSnapshot } from "#protocol";
import type { Counters } from "../hub/counters.ts";
import type { HubState } from "../hub/hub.ts";
import { PositionRing } from "../log/ring.ts";
import type { Stages } from "./stages.ts";

/** Ten minutes in seconds, the dashboard's longest chart. */
export const MAX_HISTORY = 600;

/** Sources of a snapshot; times are in ms. */
export interface StatsSources {
  readonly version: string;
  readonly hub: { readonly counters: Counters; readonly state: HubState };
  readonly stages: Stages;
  /** Since 1970. */
  readonly wallMs: () => number;
  /** Monotonic, from the hub's start. */
  readonly nowMs: () => number;
  readonly process: () => { readonly cpuUs: number; readonly rssBytes: number };
}

export class Sampler {
  readonly #sources: StatsSources;
  readonly #history = new PositionRing<StatsSample>(
    { maxCount: MAX_HISTORY, maxBytes: Infinity },
    () => 0,
  );
  #before: { readonly atMs: number; readonly counters: Counters };
  #latest: StatsSnapshot;

  constructor(sources: StatsSources) {
    this.#sources = sources;
    this.#before = { atMs: sources.nowMs(), counters: { ...sources.hub.counters } };
    this.#latest = this.#snapshot(0);
  }

  /** The recorders, for readers with intervals of their own. */
  get stages(): Stages {
    return this.#sources.stages;
  }

  /** The snapshot of the last full interval, with current values for everything that needs no interval. */
  get latest(): StatsSnapshot {
    const { hub, wallMs, nowMs } = this.#sources;
    const { state, epoch: _epoch, log: _log, ...gauges } = hub.state;
    return {
      ...this.#latest,
      atMs: wallMs(),
      hub: { ...this.#latest.hub, state, uptimeMs: nowMs() },
      ...gauges,
      totals: { ...hub.counters },
      process: { ...this.#latest.process, ...this.#sources.process() },
    };
  }

  /** The newest samples, oldest first, at most `count`. */
  history(count: number): StatsSample[] {
    const samples: StatsSample[] = [];
    const { head, tail } = this.#history;
    for (let position = Math.max(tail, head - count + 1); position <= head; position++) {
      const sample = this.#history.at(position);
      if (sample !== undefined) samples.push(sample);
    }
    return samples;
  }

  /** Closes the interval and returns its snapshot. */
  sample(): StatsSnapshot {
    const atMs = this.#sources.nowMs();
    const snapshot = this.#snapshot(atMs - this.#before.atMs);
    this.#before = { atMs, counters: { ...this.#sources.hub.counters } };
    this.#latest = snapshot;
    this.#history.add(sampleOf(snapshot));
    return snapshot;
  }

  #snapshot(intervalMs: number): StatsSnapshot {
    const { version, hub, stages, wallMs, nowMs } = this.#sources;
    const { epoch, log, state, ...gauges } = hub.state;
    const { counters } = hub;
    const summaries = stages.takeSummaries();
    const before = this.#before.counters;
    const rate = (name: keyof Counters) =>
      intervalMs === 0 ? 0 : ((counters[name] - before[name]) / intervalMs) * 1000;
    return {
      atMs: wallMs(),
      intervalMs,
      hub: { version, epoch, log, state, uptimeMs: nowMs() },
      ...gauges,
      eventsPerSecond: rate("events"),
      deliveriesPerSecond: rate("deliveries"),
      reconnectsPerSecond: rate("resumed"),
      gapsPerSecond: rate("gaps"),
      stalledPerSecond: rate("stalled"),
      ...summaries,
      totals: { ...counters },
      process: {
        ...this.#sources.process(),
        eventLoopLagMs: summaries.latency.eventLoop.maxMs ?? 0,
      },
    };
  }
}

function sampleOf(snapshot: StatsSnapshot): StatsSample {
  const { atMs, connections, lagging, lagEvents, latency, batchEvents, replayEvents } = snapshot;
  const { eventsPerSecond, deliveriesPerSecond } = snapshot;
  const { reconnectsPerSecond, gapsPerSecond, stalledPerSecond } = snapshot;
  return {
    atMs,
    connections,
    lagging,
    lagEvents,
    eventsPerSecond,
    deliveriesPerSecond,
    reconnectsPerSecond,
    gapsPerSecond,
    stalledPerSecond,
    latency,
    batchEvents,
    replayEvents,
  };
}
