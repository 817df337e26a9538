/**
 * Runs all peers under the same load, in rounds of alternating order, so that a drift of the machine affects all
 * equally. Each round starts its own servers, and only one runs at a time.
 */

import { BenchError } from "../bench-error.ts";
import { allowedCores } from "../servers/cores.ts";
import { watchMachine } from "../load/machine-watch.ts";
import type { ScenarioResult } from "../result/result.ts";
import type { Progress } from "../report/progress-state.ts";
import { checkMachine } from "../load/validity.ts";
import { measureCalm } from "../rounds/calm.ts";
import type { PartContext } from "../rounds/clients.ts";
import { given, type GivenPeer } from "../servers/given.ts";
import { hub, peers } from "../servers/peers.ts";
import { type AskedLoad, peerLoad, type RoundLoad } from "../rounds/load.ts";
import { OthersWatch } from "../rounds/other-load.ts";
import type { Peer, RunningServer } from "../servers/server.ts";
import { type PeerRecord, peerResults } from "./results.ts";
import { measureSaturated } from "../rounds/saturated.ts";

export const DEFAULT_ROUNDS = 3;

export interface PeersChoice {
  /** Names of peers; empty for all. This hub is always included. */
  readonly only: readonly string[];
  readonly extraPeers: readonly GivenPeer[];
}

export interface PeersOptions extends PeersChoice {
  readonly load: AskedLoad;
  readonly rounds: number;
}

/**
 * One result for each peer, named `peers`, with the peer as its target; after an interrupt, only complete rounds
 * count.
 * @throws {BenchError} if this machine cannot hold the load, or this hub does not start
 */
export async function runPeers(
  options: PeersOptions,
  signal: AbortSignal,
  progress: Progress,
): Promise<ScenarioResult[]> {
  const load = await peerLoad(options.load);
  const records = chosenPeers(options).map((peer) => ({ peer, record: newRecord(peer) }));
  for (const round of rounds(options.rounds)) {
    const order = round % 2 === 1 ? records : records.toReversed();
    for (const { peer, record } of order) {
      if (signal.aborted) break;
      const label = `round ${round} of ${options.rounds}, ${peer.name}`;
      await oneRound(peer, record, round, {
        load,
        signal,
        progress: { show: (line) => progress.show(`${label}: ${line}`) },
      });
    }
  }
  return peerResults(
    records.map(({ record }) => record),
    load,
    signal.aborted,
  );
}

function chosenPeers({ only, extraPeers }: PeersOptions): Peer[] {
  const own = peers.filter((peer) => peer === hub || only.length === 0 || only.includes(peer.name));
  return [...own, ...extraPeers.map(given)];
}

function newRecord(peer: Peer): PeerRecord {
  return { peer, rounds: [] };
}

function rounds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

async function oneRound(
  peer: Peer,
  record: PeerRecord,
  round: number,
  parts: Omit<PartContext, "peer" | "transport">,
): Promise<void> {
  if (record.unavailable !== undefined) return;
  parts.progress.show("starting");
  const running = await tryStart(peer, parts.load);
  if (typeof running === "string") {
    record.unavailable = running;
    return;
  }
  const context = { ...parts, peer: running, transport: peer.transport ?? "sse" } as const;
  const disturbance = await watchMachine();
  // A server that was already running cannot be told from other programs.
  using others = running.pids().length === 0 ? undefined : new OthersWatch(allowedCores());
  try {
    const calm = await measureCalm(context);
    if (parts.signal.aborted) return;
    const saturated = await measureSaturated(context);
    if (parts.signal.aborted) return;
    const machine = checkMachine({ ...disturbance(), others: others?.use() });
    record.rounds.push({ round, calm, saturated, machine });
  } finally {
    await running.stop();
  }
}

/** The running peer, or why it does not run. Without this hub there is nothing to compare with. */
async function tryStart(
  peer: Peer,
  { connections, hubThreads }: RoundLoad,
): Promise<RunningServer | string> {
  try {
    const started = await peer.start(connections, hubThreads);
    return started.kind === "running" ? started : started.reason;
  } catch (error) {
    if (peer === hub || !(error instanceof BenchError)) throw error;
    return error.message;
  }
}
