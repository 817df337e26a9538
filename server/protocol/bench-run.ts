/** What a bench publishes about its run, as ordinary events, for the dashboard to draw live. */

export const BENCH_TOPIC = "bench/run";
export const BENCH_PROGRESS_TYPE = "bench-progress";
export const BENCH_RESULT_TYPE = "bench-result";

/** An event of the bench's topic as the hub keeps it, for a page that opens later. */
export interface KeptBenchEvent {
  readonly id: string;
  readonly type: string;
  /** JSON, if it is a bench's; anyone may have published it. */
  readonly data: string;
  /** When it was in the log, by the hub's clock: ms since 1970. */
  readonly atMs: number;
}

/** The JSON data of a progress event, sent once a second. */
export interface BenchProgress {
  readonly scenario: string;
  /** The current phase, in a few words. */
  readonly phase: string;
  readonly elapsedMs: number;
  /** `null` while unknown. */
  readonly leftMs: number | null;
  /** How many clients are wanted, and their states. */
  readonly connections: number;
  readonly open: number;
  readonly failed: number;
  /** Reconnected after a cut. */
  readonly recovered: number;
  readonly received: number;
  /** Over the last second; latencies in ms from intended send to parsing, `null` without an event. */
  readonly deliveriesPerSecond: number;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  /** Benches of before do not tell it. */
  readonly p999Ms?: number | null;
  readonly maxMs: number | null;
}

/** The JSON data of a result event, sent when a scenario is done. */
export interface BenchOutcome {
  readonly scenario: string;
  readonly headline: string;
  /** The main findings, and every reason not to trust them. */
  readonly findings: readonly string[];
  readonly isValid: boolean;
}

/** What a stored result keeps of each second, under the names and with the meanings of `BenchProgress`. */
export const RECORDED_COLUMNS = [
  "leftMs",
  "connections",
  "open",
  "failed",
  "recovered",
  "received",
  "deliveriesPerSecond",
  "p50Ms",
  "p90Ms",
  "p99Ms",
  "p999Ms",
  "maxMs",
] as const;
export type RecordedColumn = (typeof RECORDED_COLUMNS)[number];

/** A run as it was while it went on, so that it can be shown again: part of a stored result. */
export interface BenchRecording {
  /** When the scenario began, as ISO 8601. */
  readonly startedAt: string;
  /** Each second's end, in ms since then. */
  readonly elapsedMs: readonly number[];
  /** A value for each of these seconds; `null` for one without an event, or without clients yet. */
  readonly columns: Readonly<Record<RecordedColumn, readonly (number | null)[]>>;
  /** What the run was doing from the second with this index on. */
  readonly phases: readonly RecordedPhase[];
  /** What it said in the end. */
  readonly headline: string;
  readonly findings: readonly string[];
}

export interface RecordedPhase {
  readonly fromSecond: number;
  readonly phase: string;
}
