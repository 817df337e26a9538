/** The result of a run as data; every report is a function of it. Its JSON is a published contract. */

import type { BenchRecording } from "#protocol";

export const SCHEMA_VERSION = 1;

export interface Metric {
  /** `null` if it was not reached, such as a percentile that falls among lost events. */
  readonly value: number | null;
  readonly unit: string;
  readonly better: "lower" | "higher";
  /** For a statistic, the number of samples. */
  readonly samples?: number;
  /** The 95 % interval: of the median of several runs, or in one run over its events. `null` for an end not reached. */
  readonly low?: number | null;
  readonly high?: number | null;
}

/** Stable names that include their unit, such as `latency.p99_ms`. */
export type Metrics = Readonly<Record<string, Metric>>;

/**
 * One value per step; with a `stepMs` of 0 the values are in order, but not over time. Their unit is in the series'
 * name.
 */
export interface Series {
  readonly stepMs: number;
  readonly values: readonly (number | null)[];
}

export type Transport = "sse" | "ws" | "both";

/** The target's name when the bench started the hub. */
export const OWN_HUB = "own hub";

export interface ScenarioResult {
  readonly name: string;
  /** The address that was measured, or `own hub` for a hub that the bench started. */
  readonly target: string;
  readonly transport: Transport;
  /** False if the load generator, not the server, may have determined the figures: see `warnings`. */
  readonly valid: boolean;
  /** True if the run was interrupted: the figures cover what was done until then. */
  readonly partial: boolean;
  readonly config: LoadConfig;
  /** Each reason not to trust a figure, with its cure. */
  readonly warnings: readonly string[];
  readonly metrics: Metrics;
  /** HdrHistograms of µs by name, as compressed base64. */
  readonly histograms: Readonly<Record<string, string>>;
  readonly series: Readonly<Record<string, Series>>;
  /** The run second by second, as it was shown live; omitted by benches of before, and by `peers`, `ab` and `floor`. */
  readonly recording?: BenchRecording;
}

/** What a scenario was asked to do. */
export interface LoadConfig {
  readonly connections: number;
  /** Events or arrivals per second, depending on the scenario. */
  readonly rate: number;
  readonly durationS: number;
  /** Size of an event's data in bytes. */
  readonly sizeBytes: number;
  readonly workers: number;
  /** How many threads the bench's own hubs were asked to have, `auto` resolved; omitted if it was not said. */
  readonly hubThreads?: number;
  /** How long events were published before any was timed; omitted if all were. */
  readonly warmupS?: number;
  /** How many runs the result sums up; omitted for one. */
  readonly repeat?: number;
  /** `burst:N`, or stages such as `10s:1000,30s:5000`; omitted for a steady rate. */
  readonly pattern?: string;
  /** How many events the log holds before it is read, if the scenario fills one. */
  readonly events?: number;
  /** How many events each client misses, if the scenario makes it miss some. */
  readonly missed?: number;
}

export interface Environment {
  readonly startedAt: string;
  readonly command: string;
  readonly bun: string;
  readonly os: string;
  readonly cpu: string;
  readonly cpus: number;
  readonly memoryGib: number;
}

export interface BenchResult {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly tool: { readonly name: "streamgauge"; readonly version: string };
  readonly environment: Environment;
  readonly scenarios: readonly ScenarioResult[];
  readonly thresholds: readonly ThresholdOutcome[];
}

export interface ThresholdOutcome {
  /** As given: `latency.p99_ms<50`. */
  readonly expression: string;
  readonly scenario: string;
  readonly value: number | null;
  readonly isMet: boolean;
}

/** A metric for which lower is better. */
export function lower(value: number | null, unit: string, samples?: number): Metric {
  return { value, unit, better: "lower", ...(samples === undefined ? {} : { samples }) };
}

/** A metric for which higher is better. */
export function higher(value: number | null, unit: string, samples?: number): Metric {
  return { value, unit, better: "higher", ...(samples === undefined ? {} : { samples }) };
}
