/** The load of a comparison: as the peers have it, but shorter, since rounds are what it needs. */

import { descriptorLimit, requireHubCapacity, workersFor } from "../load/limits.ts";
import { PEER_DEFAULTS, type PeerLoad } from "../peers/load.ts";
import type { AskedLoad } from "../peers/run-peers.ts";

export interface ComparedLoad extends PeerLoad {
  /** Connections of the part that tells what one weighs; as many as that needs and a process may open. */
  readonly heldConnections: number;
}

/** Of a part, on either server: 80 events to each of a thousand clients cost it about a second of CPU time. */
const DURATION_S = 2;
/** Of events one at a time: while the one server is idle between two, the other has its own. */
const RATE_PER_S = 40;
/** Where connecting is not what is measured. */
const RAMP_PER_S = 5_000;
const HELD_TIMES = 4;
const SPARE_DESCRIPTORS = 500;

/** @throws {BenchError} when the load is more than this machine can hold */
export function comparedLoad(asked: AskedLoad): ComparedLoad {
  const limit = descriptorLimit();
  const connections = asked.connections ?? PEER_DEFAULTS.connections;
  requireHubCapacity(connections, limit);
  return {
    connections,
    rate: asked.rate ?? RATE_PER_S,
    durationS: asked.durationS ?? DURATION_S,
    sizeBytes: asked.sizeBytes ?? PEER_DEFAULTS.sizeBytes,
    workers: workersFor(connections, asked.workers, limit),
    rampPerS: asked.rampPerS ?? RAMP_PER_S,
    heldConnections: Math.max(
      connections,
      Math.min(connections * HELD_TIMES, limit - SPARE_DESCRIPTORS),
    ),
  };
}

/** What of it a result is keyed by. */
export function keyOf({ connections, rate, durationS, sizeBytes, workers }: PeerLoad) {
  return { connections, rate, durationS, sizeBytes, workers };
}
