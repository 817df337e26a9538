/** What every scenario has: a name, defaults, and a run that leaves a result. */

import type { CutBy, LoadOptions } from "../load/options.ts";
import type { Disturbance } from "../load/machine-watch.ts";
import type { LoadPattern } from "../load/pattern.ts";
import type { RestartBy } from "../servers/own-hub.ts";
import type { Target } from "../servers/target.ts";
import type { LoadConfig, ScenarioResult, Transport } from "../result/result.ts";
import type { Progress } from "../report/progress-state.ts";
import type { Threshold } from "../threshold.ts";

export interface ScenarioContext {
  readonly target: Target;
  readonly config: LoadConfig;
  /** Arrivals a second while clients connect. */
  readonly rampPerS: number;
  readonly transport: Transport;
  /** How the publishes are spread over time. */
  readonly pattern: LoadPattern;
  /** What `reconnect` cuts the streams by. */
  readonly cutBy: CutBy;
  /** What `saturate` holds. */
  readonly objective: Threshold;
  /** So many of a hundred clients are slow readers in `slow-readers`. */
  readonly slowPercent: number;
  /** Bearer tokens of the clients, in turn; `undefined` where all are as the target's access has it. */
  readonly tokens: readonly string[] | undefined;
  /** Topics of the clients, in turn, instead of the scenario's own. */
  readonly topics: readonly (readonly string[])[] | undefined;
  /** How often `logs` measures each log; `undefined` for as often as usual. */
  readonly rounds: number | undefined;
  readonly progress: Progress;
  /** What else the machine did since the scenario began. */
  readonly disturbance: () => Disturbance;
  /** Aborted on Ctrl-C: the scenario ends soon, with what it has. */
  readonly signal: AbortSignal;
}

export interface Scenario {
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  readonly defaults: Omit<LoadConfig, "workers" | "pattern">;
  /** How its publishes are spread where the command line does not say. Default: evenly. */
  readonly pattern?: Pick<LoadPattern, "stages" | "burst">;
  /** What of the load the command line cannot say. Default: nothing. */
  readonly fixed?: readonly (keyof LoadOptions)[];
  /** What must hold for the run to pass, beside what the command line asks for. */
  readonly thresholds?: readonly Threshold[];
  /** What its own hub is started with beside the usual. */
  readonly hubFlags?: (load: LoadOptions) => readonly string[];
  /** Latencies that it alone measures; `undefined` where nobody knows before the run. Default: none. */
  readonly ownMeasures?: readonly string[] | undefined;
  /** It measures hubs that it starts itself, and leaves the target idle. Default: false. */
  readonly hasOwnHubs?: boolean;
  run(context: ScenarioContext): Promise<ScenarioResult>;
}

export const DEFAULT_SLOW_PERCENT = 20;
/** The scenario's defaults with what the command line asks for put over them. */
export function configOf(scenario: Scenario, load: LoadOptions, workers: number): LoadConfig {
  const { defaults } = scenario;
  return {
    connections: load.connections ?? defaults.connections,
    rate: load.rate ?? defaults.rate,
    durationS: load.durationS ?? defaults.durationS,
    sizeBytes: load.sizeBytes ?? defaults.sizeBytes,
    workers,
    ...(defaults.events !== undefined && { events: load.events ?? defaults.events }),
    ...(defaults.missed !== undefined && { missed: load.missed ?? defaults.missed }),
  };
}

/** How a hub is restarted where `--cut-by` says how the streams are cut. */
export function restartBy(cutBy: CutBy): RestartBy {
  return cutBy === "drain" || cutBy === "handover" ? cutBy : "kill";
}

/** A hub that shall hand its port over must share it from the start. */
export function handoverFlags({ cutBy }: Pick<LoadOptions, "cutBy">): readonly string[] {
  return cutBy === "handover" ? ["--reuse-port"] : [];
}
