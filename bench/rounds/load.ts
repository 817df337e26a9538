/** The load of a round, the same for every server. */

import { descriptorLimit, requireHubCapacity, workersFor } from "../load/limits.ts";
import type { LoadOptions } from "../load/options.ts";
import type { LoadConfig } from "../result/result.ts";
import { DEFAULT_RAMP_PER_S } from "../load/options.ts";
import { resolveThreads } from "../servers/target.ts";

export interface RoundLoad extends LoadConfig {
  /** Arrivals per second while clients connect for the part with one event at a time. */
  readonly rampPerS: number;
}

export interface ComparedLoad extends RoundLoad {
  /** Connections of the part that measures memory: as many as that needs and a process may open. */
  readonly heldConnections: number;
}

/** The options a user can set; the rest has defaults. */
export type AskedLoad = Pick<
  LoadOptions,
  "connections" | "rate" | "durationS" | "sizeBytes" | "rampPerS" | "workers" | "hubThreads"
>;

type Defaults = Omit<RoundLoad, "workers" | "pattern" | "hubThreads">;

/** `rate` is for one event at a time: low enough for the slowest peer to be idle in between. */
const OF_PEERS: Defaults = {
  connections: 1_000,
  rate: 20,
  durationS: 3,
  sizeBytes: 100,
  rampPerS: DEFAULT_RAMP_PER_S,
};

/**
 * Shorter, because a comparison needs many rounds: 80 events to each of a thousand clients cost a server
 * about a second of CPU time. While one server is idle between two events, the other handles its own.
 */
const OF_SIDES: Defaults = { ...OF_PEERS, rate: 40, durationS: 2, rampPerS: 5_000 };
const HELD_TIMES = 4;
const SPARE_DESCRIPTORS = 500;

/** @throws {BenchError} if this machine cannot hold the load */
export function peerLoad(asked: AskedLoad): Promise<RoundLoad> {
  return loadOf(asked, OF_PEERS);
}

/** @throws {BenchError} if this machine cannot hold the load */
export async function comparedLoad(asked: AskedLoad): Promise<ComparedLoad> {
  const load = await loadOf(asked, OF_SIDES);
  const most = descriptorLimit() - SPARE_DESCRIPTORS;
  const heldConnections = Math.max(load.connections, Math.min(load.connections * HELD_TIMES, most));
  return { ...load, heldConnections };
}

/** The options that are part of a result's key. */
export function keyOf({
  connections,
  rate,
  durationS,
  sizeBytes,
  workers,
  hubThreads,
}: LoadConfig) {
  const key = { connections, rate, durationS, sizeBytes, workers };
  return hubThreads === undefined ? key : { ...key, hubThreads };
}

async function loadOf(asked: AskedLoad, defaults: Defaults): Promise<RoundLoad> {
  const limit = descriptorLimit();
  const connections = asked.connections ?? defaults.connections;
  requireHubCapacity(connections, limit);
  return {
    connections,
    rate: asked.rate ?? defaults.rate,
    durationS: asked.durationS ?? defaults.durationS,
    sizeBytes: asked.sizeBytes ?? defaults.sizeBytes,
    workers: workersFor(connections, asked.workers, limit),
    rampPerS: asked.rampPerS ?? defaults.rampPerS,
    ...(asked.hubThreads !== undefined && { hubThreads: await resolveThreads(asked.hubThreads) }),
  };
}
