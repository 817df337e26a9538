/** Turns what a run tells of itself into a sample a second, for all who follow it: one bookkeeping for them all. */

import type { Progress, ProgressCounts } from "../report/progress-state.ts";
import type { Transport } from "../result/result.ts";
import { LatencyHistogram } from "../stats/latency.ts";

const EVERY_MS = 1_000;

/** What is being run: one scenario over one transport. */
export interface RunPart {
  readonly scenario: string;
  readonly transport: Transport;
}

/** As a display names it. */
export function labelOf({ scenario, transport }: RunPart): string {
  return transport === "sse" ? scenario : `${scenario} (${transport})`;
}

/** What was measured since the last sample, and since the scenario began. */
export interface Sample extends RunPart {
  /** Time of day, in ms since 1970. */
  readonly atMs: number;
  readonly elapsedMs: number;
  /** `undefined` while nobody has said how long it takes; 0 once it takes longer than that. */
  readonly leftMs: number | undefined;
  readonly phase: string;
  /** `undefined` until there are clients. */
  readonly counts: ProgressCounts | undefined;
  /** Events received since the last sample. */
  readonly deliveries: number;
  /** Latencies since the last sample; emptied when all have been told. */
  readonly latency: LatencyHistogram;
  readonly latencySoFar: LatencyHistogram;
  /** The scenario has ended: this sample may cover less than a second. */
  readonly isLast: boolean;
}

export type OnSample = (sample: Sample) => void;

/** Who follows a run from sample to sample, until it is closed. */
export interface Follower {
  readonly onSample: OnSample;
  close(): void | Promise<void>;
}

export interface SamplerOptions {
  /** A monotonic clock; `performance.now()` by default. */
  readonly nowMs?: () => number;
  readonly dateMs?: () => number;
  /** Calls `tick` every `ms` until what it answers is called; a timer of the system by default. */
  readonly every?: (ms: number, tick: () => void) => () => void;
}

/** A display of progress that tells each listener a sample a second, and a last one when it is done. */
export function sampleEverySecond(
  part: RunPart,
  listeners: readonly OnSample[],
  { nowMs = () => performance.now(), dateMs = Date.now, every = systemTimer }: SamplerOptions = {},
): Required<Progress> & { done(): void } {
  const startMs = nowMs();
  const [latency, latencySoFar] = [new LatencyHistogram(), new LatencyHistogram()];
  let phase = "";
  let endMs: number | undefined;
  let counts: ProgressCounts | undefined;
  let before = 0;
  const tell = (isLast: boolean) => {
    const received = counts?.received ?? 0;
    // A scenario of several parts has new clients in each, which have received nothing yet.
    const deliveries = received < before ? received : received - before;
    before = received;
    const atMs = nowMs();
    const leftMs = endMs === undefined ? undefined : Math.max(0, endMs - atMs);
    const elapsedMs = atMs - startMs;
    const time = { atMs: dateMs(), elapsedMs, leftMs };
    const sample = { ...part, ...time, phase, counts, deliveries, latency, latencySoFar, isLast };
    for (const listener of listeners) listener(sample);
    latency.reset();
  };
  const stop = every(EVERY_MS, () => tell(false));
  return {
    show: (line) => (phase = line),
    count: (now) => (counts = now),
    add: (measured) => {
      latency.add(measured);
      latencySoFar.add(measured);
    },
    expect: (restMs) => (endMs = nowMs() + restMs),
    done: () => {
      stop();
      tell(true);
    },
  };
}

function systemTimer(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, ms);
  return () => clearInterval(timer);
}
