/** Starts both sides, measures each part on both, and judges whether the pair counts. */

import type { Figures, RoundPair } from "../comparison/comparison.ts";
import { type Disturbance, watchMachine } from "../load/machine-watch.ts";
import type { RunningServer } from "../servers/server.ts";
import { cpuUs } from "../servers/usage.ts";
import type { Progress } from "../report/progress-state.ts";
import { checkMachine } from "../load/validity.ts";
import type { ComparedSide } from "../servers/server.ts";
import { type CoreSplit, moveTo } from "../servers/cores.ts";
import { type Judgement, judgeMachine, judgeRound } from "../rounds/disturbance.ts";
import type { ComparedLoad } from "../rounds/load.ts";
import { watchOthers } from "../rounds/other-load.ts";
import type { MeasuredPair, SideName } from "../rounds/pairs.ts";
import { measurePart } from "../rounds/measure-part.ts";
import { added, NOTHING_YET, type Part, type RoundSoFar } from "../rounds/part.ts";

/** A machine that is busy for less than this share is quiet enough to begin; each look takes 250 ms. */
const QUIET_SHARE = 0.1;
/** With this many looks per second of a part, the wait is at most about as long as a pair, which a busy machine would spoil. */
const LOOKS_PER_S = 60;

/** How the machine is watched during a comparison; tests inject one that nothing disturbs. */
export interface Machine {
  readonly watchMachine: typeof watchMachine;
  readonly watchOthers: typeof watchOthers;
}

export const thisMachine: Machine = { watchMachine, watchOthers };

export interface PairOptions {
  readonly sides: Readonly<Record<SideName, ComparedSide>>;
  readonly load: ComparedLoad;
  /** What to measure, in this order. */
  readonly parts: readonly Part[];
  /** The earlier pairs that count. */
  readonly earlier: readonly RoundPair[];
  /** Set if servers and bench have cores of their own. */
  readonly cores: CoreSplit | undefined;
  readonly machine: Machine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

interface MeasuredParts {
  readonly rounds: ReadonlyMap<SideName, RoundSoFar>;
  readonly machine: Judgement;
}

/**
 * `undefined` after an interrupt: an incomplete pair is not compared.
 * @throws {BenchError} if a server does not start
 */
export async function measurePair(
  options: PairOptions,
  order: readonly SideName[],
): Promise<MeasuredPair | undefined> {
  const { progress } = options;
  progress.show("waiting for the machine to be quiet");
  const disturbance = await watchQuietMachine(options);
  const othersSince = options.machine.watchOthers();
  const servers = new Map<SideName, RunningServer>();
  const judgeNow = () =>
    judgeMachine(checkMachine(disturbance()), othersShareBeside(servers, options, othersSince));
  try {
    const measured = await measureParts(options, order, servers, judgeNow);
    return measured && judged(measured.rounds, measured.machine);
  } finally {
    await Promise.all([...servers.values()].map((peer) => peer.stop()));
  }
}

/** Starts to watch once the machine is quiet, or after a while in any case. */
async function watchQuietMachine({
  load,
  machine,
  signal,
}: PairOptions): Promise<() => Disturbance> {
  for (let look = 1; ; look++) {
    const disturbance = await machine.watchMachine();
    const { busyBefore = 0 } = disturbance();
    if (busyBefore < QUIET_SHARE || signal.aborted) return disturbance;
    if (look >= load.durationS * LOOKS_PER_S) return disturbance;
  }
}

/** The CPU time of a server that was already running cannot be told apart from that of other programs. */
function othersShareBeside(
  servers: ReadonlyMap<SideName, RunningServer>,
  { sides }: PairOptions,
  othersSince: ReturnType<typeof watchOthers>,
): number | undefined {
  if (Object.values(sides).some(({ isForeign }) => isForeign)) return undefined;
  const used = [...servers.values()].map((peer) => cpuUs(peer.pids()) ?? 0);
  return othersSince(used.reduce((sum, us) => sum + us, 0));
}

/**
 * Measures each part on both sides, alternating the order. A disturbance ends it, and stays the judgement: a quiet
 * moment later would not repair the pair. A server is started, and added to `servers`, right before its first part,
 * so that its start is equally long ago for both sides.
 */
async function measureParts(
  options: PairOptions,
  order: readonly SideName[],
  servers: Map<SideName, RunningServer>,
  judgeNow: () => Judgement,
): Promise<MeasuredParts | undefined> {
  const rounds = new Map<SideName, RoundSoFar>(order.map((side) => [side, NOTHING_YET]));
  const serverOf = async (side: SideName) => {
    const server =
      servers.get(side) ?? (await startOn(options.cores, options.sides[side], options.load));
    servers.set(side, server);
    return server;
  };
  const knownOf = (side: SideName): Figures => ({
    ...figuresOf(options.earlier, side),
    ...rounds.get(side)?.figures,
  });
  let machine: Judgement = { dropped: [], warnings: [] };
  for (const [place, part] of options.parts.entries()) {
    if (options.signal.aborted) return undefined;
    const turns = place % 2 === 0 ? order : order.toReversed();
    const outcomes = await measurePart(part, turns, serverOf, knownOf, options);
    for (const [side, outcome] of outcomes) {
      rounds.set(side, added(rounds.get(side) ?? NOTHING_YET, outcome));
    }
    machine = judgeNow();
    if (machine.dropped.length > 0) break;
  }
  return options.signal.aborted ? undefined : { rounds, machine };
}

/** Each figure from the latest pair that has it. */
function figuresOf(pairs: readonly RoundPair[], side: SideName): Figures {
  return Object.assign({}, ...pairs.map((pair) => pair[side]));
}

async function startOn(
  cores: CoreSplit | undefined,
  side: ComparedSide,
  { heldConnections }: ComparedLoad,
): Promise<RunningServer> {
  const peer = await side.start(heldConnections);
  moveTo(cores, peer);
  return peer;
}

function judged(rounds: ReadonlyMap<SideName, RoundSoFar>, machine: Judgement): MeasuredPair {
  const judgements = [...rounds].map(([side, round]) => {
    const { dropped, warnings } = judgeRound(round);
    return { side, dropped, warnings };
  });
  return {
    base: rounds.get("base")?.figures ?? {},
    head: rounds.get("head")?.figures ?? {},
    reasons: [
      ...machine.dropped,
      ...judgements.flatMap(({ side, dropped }) => dropped.map((why) => `${side}: ${why}`)),
    ],
    told: [{ side: undefined, warnings: machine.warnings }, ...judgements],
  };
}
