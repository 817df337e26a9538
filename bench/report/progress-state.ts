/** What a run tells about itself while it goes on, and what a display of it makes of that. Types only. */

import type { LatencyHistogram } from "../stats/latency.ts";

/** The clients as they stand. */
export interface ProgressCounts {
  /** How many there shall be. */
  readonly connections: number;
  readonly open: number;
  readonly failed: number;
  /** Came back after a cut. */
  readonly recovered: number;
  /** Events received by all of them since the start. */
  readonly received: number;
}

/** How the run shows itself while it goes on. A display need not take more than the words. */
export interface Progress {
  /** What it is doing now, in a few words that replace the last. */
  show(line: string): void;
  /** The counts as they stand; may come often. */
  count?(counts: ProgressCounts): void;
  /** Latencies that were measured since the last call. */
  add?(latency: LatencyHistogram): void;
  /** How long the rest of the run should take, in ms; the latest word counts. */
  expect?(restMs: number): void;
}

/** One moment of a run, ready to be drawn. */
export interface ProgressState {
  /** Whose progress it is: the scenario's name. */
  readonly label: string;
  /** What it is doing now. */
  readonly phase: string;
  readonly elapsedMs: number;
  /** `undefined` while nobody has said how long it takes; 0 once it takes longer than that. */
  readonly leftMs: number | undefined;
  /** `undefined` until there are clients. */
  readonly counts: ProgressCounts | undefined;
  /** Of the last whole second, each; `undefined` before there was one. */
  readonly second: SecondFigures | undefined;
  /** The p99 of the last seconds in ms, oldest first; `null` for a second without an event. */
  readonly p99Ms: readonly (number | null)[];
}

export interface SecondFigures {
  readonly deliveries: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}
