/** What every side of a comparison is: a server that can be started for a round, and what is known of it. */

import type { Side } from "../comparison/comparison.ts";
import type { RunningPeer } from "../peers/peer.ts";

/** Where a server that is no hub of ours has its events. */
export interface Paths {
  readonly events: string;
  /** POST here; as `events` where it was not given. */
  readonly publish: string;
}

/** One side, ready to be started for a round. */
export interface ComparedSide {
  readonly side: Side;
  /** Whether somebody else has started it: then rounds share its process, and nothing is known of that. */
  readonly isForeign: boolean;
  /** What a reader must know of it. */
  readonly warnings: readonly string[];
  /** @throws {BenchError} when it does not start, or nothing answers there */
  start(connections: number): Promise<RunningPeer>;
}
