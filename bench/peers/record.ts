/** What a run keeps of a peer, round by round, until the results are made of it. */

import type { Finding } from "../scenarios/validity.ts";
import type { CalmOutcome } from "./calm.ts";
import type { Peer } from "./peer.ts";
import type { SaturatedOutcome } from "./saturated.ts";

/** One round of one peer, in both parts. */
export interface PeerRound {
  readonly round: number;
  readonly calm: CalmOutcome;
  readonly saturated: SaturatedOutcome;
  /** What disturbed both. */
  readonly machine: readonly Finding[];
}

/** What became of a peer: its complete rounds, or why there are none. */
export interface PeerRecord {
  readonly peer: Pick<Peer, "name" | "about" | "transport">;
  readonly rounds: PeerRound[];
  unavailable?: string;
}
