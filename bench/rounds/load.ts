/** The load of a round, which every server gets alike. */

import { descriptorLimit, requireHubCapacity, workersFor } from "../load/limits.ts";
import type { LoadOptions } from "../load/options.ts";
import type { LoadConfig } from "../result/result.ts";
import { DEFAULT_RAMP_PER_S } from "../load/options.ts";

export interface RoundLoad extends LoadConfig {
  /** Arrivals a second while clients connect for the part that goes one at a time. */
  readonly rampPerS: number;
}

export interface ComparedLoad extends RoundLoad {
  /** Connections of the part that tells what one weighs; as many as that needs and a process may open. */
  readonly heldConnections: number;
}

/** What of the load can be asked for; what is absent is a default. */
export type AskedLoad = Pick<
  LoadOptions,
  "connections" | "rate" | "durationS" | "sizeBytes" | "rampPerS" | "workers"
>;

type Defaults = Omit<RoundLoad, "workers" | "pattern">;

/** `rate` is of events one at a time: low enough for the slowest peer to have a quiet core between two. */
const OF_PEERS: Defaults = {
  connections: 1_000,
  rate: 20,
  durationS: 3,
  sizeBytes: 100,
  rampPerS: DEFAULT_RAMP_PER_S,
};

/**
 * Shorter, since rounds are what a comparison needs: 80 events to each of a thousand clients cost a server
 * about a second of CPU time. While the one is idle between two events, the other has its own.
 */
const OF_SIDES: Defaults = { ...OF_PEERS, rate: 40, durationS: 2, rampPerS: 5_000 };
const HELD_TIMES = 4;
const SPARE_DESCRIPTORS = 500;

/** @throws {BenchError} when the load is more than this machine can hold */
export function peerLoad(asked: AskedLoad): RoundLoad {
  return loadOf(asked, OF_PEERS);
}

/** @throws {BenchError} when the load is more than this machine can hold */
export function comparedLoad(asked: AskedLoad): ComparedLoad {
  const load = loadOf(asked, OF_SIDES);
  const most = descriptorLimit() - SPARE_DESCRIPTORS;
  const heldConnections = Math.max(load.connections, Math.min(load.connections * HELD_TIMES, most));
  return { ...load, heldConnections };
}

/** What of it a result is keyed by. */
export function keyOf({ connections, rate, durationS, sizeBytes, workers }: RoundLoad) {
  return { connections, rate, durationS, sizeBytes, workers };
}

function loadOf(asked: AskedLoad, defaults: Defaults): RoundLoad {
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
  };
}
