/**
 * What every part of a pair is. It is open on both servers at once and measured in slices, one server's
 * and the other's in turn: a machine that is slow for a second is then slow for both.
 */

import type { Figures } from "../comparison/comparison.ts";
import { DELIVERED } from "../comparison/metrics.ts";
import type { PartContext } from "./clients.ts";
import type { RoundFigures } from "./figures.ts";
import type { Finding } from "../load/validity.ts";
import type { LedgerTotals } from "../stats/ledger.ts";
import type { ComparedLoad } from "./load.ts";

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
  /** The metrics that it is measured for; where all of them are decided, it can be left out. */
  readonly tells: readonly string[];
  /** So many slices on each server. */
  slices(load: ComparedLoad): number;
  /** `known` is what its side came to before: in this round, and in those that have gone before. */
  open(context: RoundContext, known: Figures): Promise<OpenPart>;
}

/** Counted by every part that has events. */
export const COUNTED = ["lost", "duplicated"] as const;

export interface OpenPart extends AsyncDisposable {
  /** The next slice; the other server has nothing to do meanwhile. */
  measure(): Promise<void>;
  /** What all slices came to. */
  finish(): Promise<PartOutcome>;
}

export interface PartOutcome {
  readonly figures: RoundFigures | Figures;
  readonly findings: readonly Finding[];
  /** Of the deliveries, where they were counted. */
  readonly totals?: LedgerTotals;
  readonly lagMs?: number;
}

/** The round with another part. */
export function added(before: RoundSoFar, outcome: PartOutcome): RoundSoFar {
  const { figures, findings, totals, lagMs = 0 } = outcome;
  return {
    figures: { ...before.figures, ...aboveNothing(figures), ...accountOf(before.figures, totals) },
    findings: [...before.findings, ...findings],
    lagMs: Math.max(before.lagMs, lagMs),
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
