/** Turns a run's progress into one sample a second, shared by everything that follows the run. */

import type { Progress, ProgressCounts } from "../report/progress-state.ts";
import type { Transport } from "../result/result.ts";
import { LatencyHistogram } from "../stats/latency.ts";

const EVERY_MS = 1_000;

/** What is running: one scenario over one transport. */
export interface RunPart {
  readonly scenario: string;
  readonly transport: Transport;
}

/** The part's name on a display. */
export function labelOf({ scenario, transport }: RunPart): string {
  return transport === "sse" ? scenario : `${scenario} (${transport})`;
}

/** What was measured since the last sample, and since the scenario began. */
export interface Sample extends RunPart {
  /** Time of day, in ms since 1970. */
  readonly atMs: number;
  readonly elapsedMs: number;
  /** `undefined` until the run says how long it takes; 0 once it takes longer than that. */
  readonly leftMs: number | undefined;
  readonly phase: string;
  /** `undefined` until there are clients. */
  readonly counts: ProgressCounts | undefined;
  /** Events received since the last sample. */
  readonly deliveries: number;
  /** Latencies since the last sample; cleared after all listeners have had the sample. */
  readonly latency: LatencyHistogram;
  readonly latencySoFar: LatencyHistogram;
  /** The scenario has ended: this sample may cover less than a second. */
  readonly isLast: boolean;
}

export type OnSample = (sample: Sample) => void;

/** Follows a run from sample to sample until it is closed. */
export interface Follower {
  readonly onSample: OnSample;
  close(): void | Promise<void>;
}

export interface SamplerOptions {
  /** A monotonic clock; `performance.now()` by default. */
  readonly nowMs?: () => number;
  readonly dateMs?: () => number;
  /** Calls `tick` every `ms` until the function it returns is called; a system timer by default. */
  readonly every?: (ms: number, tick: () => void) => () => void;
}

/** A progress display that gives each listener a sample a second, and a last one at the end. */
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
    // A scenario with several parts has new clients in each, which have received nothing yet.
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
