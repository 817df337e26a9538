/** What a run reports while it is going on, and the state that a display makes of it. Types only. */

import type { LatencyHistogram } from "../stats/latency.ts";

/** The current state of the clients. */
export interface ProgressCounts {
  /** How many are wanted. */
  readonly connections: number;
  readonly open: number;
  readonly failed: number;
  /** How many have reconnected after a cut. */
  readonly recovered: number;
  /** Events received by all clients since the start. */
  readonly received: number;
}

/** Where a run reports its progress. A display may ignore everything but `show`. */
export interface Progress {
  /** What the run is doing now, in a few words that replace the previous ones. */
  show(line: string): void;
  /** The current counts; may be called often. */
  count?(counts: ProgressCounts): void;
  /** Latencies measured since the last call. */
  add?(latency: LatencyHistogram): void;
  /** How long the rest of the run should take, in ms; the latest call counts. */
  expect?(restMs: number): void;
}

/** One moment of a run, ready to be drawn. */
export interface ProgressState {
  /** The scenario's name. */
  readonly label: string;
  /** What it is doing now. */
  readonly phase: string;
  readonly elapsedMs: number;
  /** `undefined` until an end is expected; 0 once the run takes longer than that. */
  readonly leftMs: number | undefined;
  /** `undefined` until there are clients. */
  readonly counts: ProgressCounts | undefined;
  /** Figures of the last whole second; `undefined` before there was one. */
  readonly second: SecondFigures | undefined;
  /** The p99 of the last seconds in ms, oldest first; `null` for a second without an event. */
  readonly p99Ms: readonly (number | null)[];
}

export interface SecondFigures {
  readonly deliveries: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}
