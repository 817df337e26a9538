/** What a run leaves: data first, and every report a function of it. The JSON of it is a published contract. */

export const SCHEMA_VERSION = 1;

export interface Metric {
  /** `null` where it was not reached: a percentile that falls among lost events. */
  readonly value: number | null;
  readonly unit: string;
  readonly better: "lower" | "higher";
  /** How many observations it rests on, where it is a statistic of some. */
  readonly samples?: number;
}

/** Stable names that carry their unit, such as `latency.p99_ms`. */
export type Metrics = Readonly<Record<string, Metric>>;

/** One value a step, or with a `stepMs` of 0 one after another but not over time; `values` are in the unit that the series' name carries. */
export interface Series {
  readonly stepMs: number;
  readonly values: readonly (number | null)[];
}

export type Transport = "sse" | "ws" | "both";

export interface ScenarioResult {
  readonly name: string;
  /** The address that was measured; the own hub's is always `own hub`. */
  readonly target: string;
  readonly transport: Transport;
  /** False when the generator, not the server, may have set the figures: see `warnings`. */
  readonly valid: boolean;
  /** True when it was interrupted: the figures cover what was done until then. */
  readonly partial: boolean;
  readonly config: LoadConfig;
  /** Each reason not to trust a figure, with its cure. */
  readonly warnings: readonly string[];
  readonly metrics: Metrics;
  /** HdrHistograms of µs by name, as compressed base64. */
  readonly histograms: Readonly<Record<string, string>>;
  readonly series: Readonly<Record<string, Series>>;
}

/** What a scenario was asked to do. */
export interface LoadConfig {
  readonly connections: number;
  /** Events or arrivals a second, whichever the scenario paces. */
  readonly rate: number;
  readonly durationS: number;
  /** Bytes of an event's data. */
  readonly sizeBytes: number;
  readonly workers: number;
  /** `burst:N`, or stages such as `10s:1000,30s:5000`; absent for a steady rate. */
  readonly pattern?: string;
  /** What the log holds before it is read from, where the scenario fills one. */
  readonly events?: number;
  /** What each client misses, where the scenario has it miss some. */
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
  /** As it was given: `latency.p99_ms<50`. */
  readonly expression: string;
  readonly scenario: string;
  readonly value: number | null;
  readonly isMet: boolean;
}

/** A metric of which more is worse. */
export function lower(value: number | null, unit: string, samples?: number): Metric {
  return { value, unit, better: "lower", ...(samples === undefined ? {} : { samples }) };
}

/** A metric of which more is better. */
export function higher(value: number | null, unit: string, samples?: number): Metric {
  return { value, unit, better: "higher", ...(samples === undefined ? {} : { samples }) };
}
