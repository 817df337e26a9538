/**
 * The client's own floor: what the same load gives against a server that does next to nothing. Whatever a figure has
 * up to there is the load generator's and the kernel's; only what is above it can be the server's.
 */

import {
  higher,
  lower,
  type Environment,
  type Metrics,
  type ScenarioResult,
} from "../result/result.ts";
import type { LoadOptions } from "../load/options.ts";
import { MachineFile } from "./machine-file.ts";

export const FLOOR_FILE = ".streamgauge/floor.json";
const FLOOR_VERSION = 1;

/** Scenarios whose load is that of `bench floor`: the same events to the same number of clients, undisturbed. */
const SCENARIOS = new Set(["fan-out", "soak"]);
const LEVELS = ["p50", "p99"] as const;
const FIGURES = ["latency", "publish", "connect"].flatMap((name) =>
  LEVELS.map((level) => `${name}.${level}_ms`),
);
const SHARES = LEVELS.map((level) => `latency.${level}`);

/** The metrics that a result gets from a floor. */
export const FLOOR_METRICS: readonly string[] = [
  ...FIGURES.map((name) => `floor.${name}`),
  ...SHARES.map((name) => `floor.${name}_share`),
];

export interface FloorCommand {
  readonly kind: "floor";
  readonly load: LoadOptions;
  readonly file: string;
}

export interface FloorLoad {
  readonly connections: number;
  readonly rate: number;
  readonly sizeBytes: number;
  readonly workers: number;
}

export interface Floor {
  readonly measuredAt: string;
  readonly cpu: string;
  readonly cpus: number;
  readonly bun: string;
  readonly load: FloorLoad;
  /** In ms, by metric. */
  readonly figures: Readonly<Record<string, number>>;
}

const FILE = new MachineFile<Floor>("floor", FLOOR_VERSION);

/** What a valid run against the null server has found. */
export function floorOf(
  { metrics, config }: Pick<ScenarioResult, "metrics" | "config">,
  { startedAt, cpu, cpus, bun }: Environment,
): Floor {
  const figures = FIGURES.flatMap((name) => {
    const value = metrics[name]?.value ?? null;
    return value === null ? [] : [[name, value] as const];
  });
  const load = loadOf(config);
  return { measuredAt: startedAt, cpu, cpus, bun, load, figures: Object.fromEntries(figures) };
}

export function storeFloor(file: string, floor: Floor): Promise<void> {
  return FILE.store(file, floor);
}

/**
 * Reads the floors of this machine, before a run that must not fail at its end. The returned function adds how much of
 * a result is the floor, if one was measured for its load.
 * @throws {BenchError} if the file is not one of floors
 */
export async function floorsOf(
  environment: Environment,
  file = FLOOR_FILE,
): Promise<(result: ScenarioResult) => ScenarioResult> {
  const floors = await FILE.of(file, environment);
  return (result) => {
    const { name, transport, config, metrics } = result;
    const isAlike = SCENARIOS.has(name) && transport === "sse" && config.pattern === undefined;
    const floor = isAlike && floors.find(({ load }) => Bun.deepEquals(load, loadOf(config)));
    return floor ? { ...result, metrics: { ...metrics, ...floorMetrics(metrics, floor) } } : result;
  };
}

function floorMetrics(metrics: Metrics, { figures }: Floor): Metrics {
  const own = Object.entries(figures).map(
    ([name, value]) => [`floor.${name}`, lower(value, "ms")] as const,
  );
  const shares = SHARES.flatMap((name) => {
    const [floorMs, ms] = [figures[`${name}_ms`], metrics[`${name}_ms`]?.value];
    if (floorMs === undefined || ms == null || ms === 0) return [];
    return [[`floor.${name}_share`, higher(Math.min(1, floorMs / ms), "ratio")] as const];
  });
  return Object.fromEntries([...own, ...shares]);
}

function loadOf({ connections, rate, sizeBytes, workers }: FloorLoad): FloorLoad {
  return { connections, rate, sizeBytes, workers };
}
