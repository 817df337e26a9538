/** The latencies of a process's clients: of all loads, of each, and lately. */

import { EventLatencies } from "../../stats/event-latencies.ts";
import { LatencyHistogram } from "../../stats/latency.ts";
import type { LatencySlice } from "./messages.ts";

/** All processes share these slices of time, so that their latencies can be merged. */
const SLICE_MS = 250;

/** When an event was due and when it came, on the machine's clock, and the load that published it. */
export interface Arrival {
  readonly intendedMs: number;
  readonly atMs: number;
  readonly load: number;
}

export class Latencies {
  readonly all = new LatencyHistogram();
  /** By when their events were due. */
  readonly ofEvents = new EventLatencies();
  /** One for each load, if there are several. */
  readonly ofLoads: readonly LatencyHistogram[];
  /** Of every event, timed or not. */
  longestMs = 0;
  #timedFromMs = 0;
  #recent: { readonly slice: number; readonly latency: LatencyHistogram }[] = [];

  constructor(loads: number) {
    this.ofLoads = Array.from({ length: loads > 1 ? loads : 0 }, () => new LatencyHistogram());
  }

  record({ intendedMs, atMs, load }: Arrival): void {
    const latencyMs = atMs - intendedMs;
    this.longestMs = Math.max(this.longestMs, latencyMs);
    if (intendedMs < this.#timedFromMs) return;
    this.all.record(latencyMs);
    this.ofEvents.record(intendedMs, latencyMs);
    this.#recentAt(atMs).record(latencyMs);
    this.ofLoads[load]?.record(latencyMs);
  }

  /** Only events due from `atMs` on are timed. */
  timeFrom(atMs: number): void {
    this.#timedFromMs = atMs;
    // What was timed before the order came was not meant to be.
    this.reset();
  }

  reset(): void {
    for (const latency of [this.all, this.ofEvents, ...this.ofLoads]) latency.reset();
  }

  /** The latencies since the last call, in slices of time by when the events came, oldest first. */
  takeRecent(): LatencySlice[] {
    const taken = this.#recent.map(({ slice, latency }) => ({
      atMs: slice * SLICE_MS,
      latency: latency.encode(),
    }));
    this.#recent = [];
    return taken;
  }

  #recentAt(atMs: number): LatencyHistogram {
    const slice = Math.floor(atMs / SLICE_MS);
    const latest = this.#recent.at(-1);
    if (latest?.slice === slice) return latest.latency;
    const latency = new LatencyHistogram();
    this.#recent.push({ slice, latency });
    return latency;
  }
}
