/**
 * One pair of rounds: both servers in fresh processes, each part measured on the one right after the
 * other, and the next part on them in the opposite order. What the machine does within a minute then
 * meets both, where rounds one after the other would meet different machines.
 */

import type { Figures } from "../comparison/comparison.ts";
import { DELIVERED } from "../comparison/metrics.ts";
import { LoopWatch } from "../endpoint/loop-watch.ts";
import { measureCalm } from "../peers/calm.ts";
import type { PartContext } from "../peers/clients.ts";
import type { RoundFigures } from "../peers/load.ts";
import { measureSaturated } from "../peers/saturated.ts";
import type { Finding } from "../scenarios/validity.ts";
import type { LedgerTotals } from "../stats/ledger.ts";
import type { ComparedLoad } from "./load.ts";
import { measureMemory } from "./memory.ts";
import { measureRate } from "./rate-search.ts";

const RATE_AT_OBJECTIVE = "rate_at_objective.events_per_second";

/** What is known of a side's round so far. */
export interface RoundSoFar {
  readonly figures: Figures;
  readonly findings: readonly Finding[];
  /** The longest that the bench's own process stood still in the part with little to do. */
  readonly lagMs: number;
}

export const NOTHING_YET: RoundSoFar = { figures: {}, findings: [], lagMs: 0 };

export interface RoundContext extends PartContext {
  readonly load: ComparedLoad;
}

export interface Part {
  readonly name: string;
  /** Adds it to what is known. */
  measure(context: RoundContext, before: RoundSoFar): Promise<RoundSoFar>;
}

/** In their order: memory is told while the server has done nothing yet, the rate when it is known about where. */
export const PARTS: readonly Part[] = [
  { name: "memory", measure: memoryPart },
  { name: "one at a time", measure: calmPart },
  { name: "saturated", measure: saturatedPart },
  { name: "rate", measure: ratePart },
];

async function memoryPart(context: RoundContext, before: RoundSoFar): Promise<RoundSoFar> {
  const { figures, findings } = await measureMemory(context, context.load.heldConnections);
  return added(before, { figures, findings });
}

async function calmPart(context: RoundContext, before: RoundSoFar): Promise<RoundSoFar> {
  using loop = new LoopWatch();
  const { figures, findings, totals } = await measureCalm(context);
  // Of fewer connections, and of a server that has served already.
  const { "server.rss_kb_per_connection": _, ...others } = figures;
  return { ...added(before, { figures: others, findings, totals }), lagMs: loop.longestMs };
}

async function saturatedPart(context: RoundContext, before: RoundSoFar): Promise<RoundSoFar> {
  return added(before, await measureSaturated(context));
}

async function ratePart(context: RoundContext, before: RoundSoFar): Promise<RoundSoFar> {
  const { rate, connections } = context.load;
  const { deliveries_per_second: fullSpeed = rate * connections } = before.figures;
  const { ratePerS, findings, totals } = await measureRate(context, fullSpeed / connections);
  const figures: Figures = ratePerS === undefined ? {} : { [RATE_AT_OBJECTIVE]: ratePerS };
  return added(before, { figures, findings, totals });
}

interface Added {
  readonly figures: RoundFigures | Figures;
  readonly findings: readonly Finding[];
  readonly totals?: LedgerTotals;
}

function added(before: RoundSoFar, { figures, findings, totals }: Added): RoundSoFar {
  return {
    ...before,
    figures: { ...before.figures, ...aboveNothing(figures), ...accountOf(before.figures, totals) },
    findings: [...before.findings, ...findings],
  };
}

/** A cost too small to be counted was not measured; there is no ratio to it. */
function aboveNothing(figures: Figures | RoundFigures): Figures {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value > 0));
}

/** Of all parts until now. */
function accountOf(before: Figures, totals: LedgerTotals | undefined): Figures {
  const { lost = 0, duplicated = 0, [DELIVERED]: delivered = 0 } = before;
  if (totals === undefined) return {};
  return {
    lost: lost + totals.lost,
    duplicated: duplicated + totals.duplicated,
    [DELIVERED]: delivered + totals.received,
  };
}
