/** A scenario: a name, defaults, and a run that produces a result. */

import type { CutBy, LoadOptions } from "../load/options.ts";
import type { Disturbance } from "../load/machine-watch.ts";
import type { LoadPattern } from "../load/pattern.ts";
import type { RestartBy } from "../servers/own-hub.ts";
import type { Target } from "../servers/target.ts";
import type { ServerSeries } from "../servers/usage-series.ts";
import type { LoadConfig, ScenarioResult, Transport } from "../result/result.ts";
import type { Progress } from "../report/progress-state.ts";
import type { Threshold } from "../threshold.ts";

export interface ScenarioContext {
  readonly target: Target;
  readonly config: LoadConfig;
  /** Arrivals per second while clients connect. */
  readonly rampPerS: number;
  readonly transport: Transport;
  /** How the publishes are spread over time. */
  readonly pattern: LoadPattern;
  /** How `reconnect` cuts the streams. */
  readonly cutBy: CutBy;
  /** The condition that `saturate` must meet. */
  readonly objective: Threshold;
  /** The percentage of slow readers in `slow-readers`. */
  readonly slowPercent: number;
  /** The clients' bearer tokens, in turn; `undefined` if all use the target's access. */
  readonly tokens: readonly string[] | undefined;
  /** The clients' topics, in turn, instead of the scenario's own. */
  readonly topics: readonly (readonly string[])[] | undefined;
  /** How often `logs` measures each log; `undefined` for as often as usual. */
  readonly rounds: number | undefined;
  /** Deliveries that have not moved for this long are not waited for. */
  readonly patienceMs: number;
  readonly progress: Progress;
  /** What else the machine has done since the scenario began. */
  readonly disturbance: () => Disturbance;
  /** The target's CPU time and memory, a value for each second since the scenario began; empty if it does not tell. */
  readonly usage: () => ServerSeries;
  /** Aborted on Ctrl-C: the scenario then ends soon, with what it has. */
  readonly signal: AbortSignal;
}

export interface Scenario {
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  readonly defaults: Omit<LoadConfig, "workers" | "pattern">;
  /** How its publishes are spread unless the command line says so. Default: evenly. */
  readonly pattern?: Pick<LoadPattern, "stages" | "burst">;
  /** Options that the command line cannot change. Default: none. */
  readonly fixed?: readonly (keyof LoadOptions)[];
  /** What must hold for the run to pass, in addition to the command line's thresholds. */
  readonly thresholds?: readonly Threshold[];
  /** Additional flags for its own hub. */
  readonly hubFlags?: (load: LoadOptions) => readonly string[];
  /** Latencies that only this scenario measures; `undefined` if they are unknown before the run. Default: none. */
  readonly ownMeasures?: readonly string[] | undefined;
  /** Whether it measures hubs that it starts itself and leaves the target idle, unless that is given. Default: false. */
  readonly hasOwnHubs?: boolean;
  /** How many client processes it has unless the command line says. Default: as many as the connections need. */
  readonly workers?: () => number | undefined;
  run(context: ScenarioContext): Promise<ScenarioResult>;
}

export const DEFAULT_SLOW_PERCENT = 20;
/** The scenario's defaults, overridden by the command line. */
export function configOf(
  scenario: Scenario,
  load: LoadOptions,
  {
    workers,
    hubThreads,
  }: Pick<LoadConfig, "workers"> & { readonly hubThreads: number | undefined },
): LoadConfig {
  const { defaults } = scenario;
  const warmupS = defaults.warmupS === undefined ? 0 : (load.warmupS ?? defaults.warmupS);
  return {
    connections: load.connections ?? defaults.connections,
    rate: load.rate ?? defaults.rate,
    durationS: load.durationS ?? defaults.durationS,
    sizeBytes: load.sizeBytes ?? defaults.sizeBytes,
    workers,
    ...(hubThreads !== undefined && { hubThreads }),
    ...(warmupS > 0 && { warmupS }),
    ...(defaults.events !== undefined && { events: load.events ?? defaults.events }),
    ...(defaults.missed !== undefined && { missed: load.missed ?? defaults.missed }),
  };
}

/** How to restart a hub for `--cut-by`. */
export function restartBy(cutBy: CutBy): RestartBy {
  return cutBy === "drain" || cutBy === "handover" ? cutBy : "kill";
}

/** A hub that will hand over its port must share it from the start. */
export function handoverFlags({ cutBy }: Pick<LoadOptions, "cutBy">): readonly string[] {
  return cutBy === "handover" ? ["--reuse-port"] : [];
}
