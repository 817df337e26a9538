/** What a bench tells a hub of its run by ordinary events, for the dashboard to draw while it goes on. */

export const BENCH_TOPIC = "bench/run";
export const BENCH_PROGRESS_TYPE = "bench-progress";
export const BENCH_RESULT_TYPE = "bench-result";

/** The JSON data of a progress event: one a second. */
export interface BenchProgress {
  readonly scenario: string;
  /** What it is doing, in a few words. */
  readonly phase: string;
  readonly elapsedMs: number;
  /** `null` while nobody can say how long it takes. */
  readonly leftMs: number | null;
  /** How many clients there shall be, and how they stand. */
  readonly connections: number;
  readonly open: number;
  readonly failed: number;
  /** Came back after a cut. */
  readonly recovered: number;
  readonly received: number;
  /** Of the last second; latencies in ms from the intended send to the parsing, `null` without an event. */
  readonly deliveriesPerSecond: number;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** The JSON data of a result event: a scenario is done. */
export interface BenchOutcome {
  readonly scenario: string;
  readonly headline: string;
  /** What a reader wants to know, and each reason not to trust it. */
  readonly findings: readonly string[];
  readonly isValid: boolean;
}
