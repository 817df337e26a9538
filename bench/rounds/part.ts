/**
 * A part of a pair of rounds. It is open on both servers at once and measured in slices that alternate between
 * them, so that a machine that is slow for a second is slow for both.
 */

import type { Figures } from "../comparison/comparison.ts";
import { DELIVERED } from "../comparison/metrics.ts";
import type { PartContext } from "./clients.ts";
import type { RoundFigures } from "./figures.ts";
import type { Finding } from "../load/validity.ts";
import type { LedgerTotals } from "../stats/ledger.ts";
import type { ComparedLoad } from "./load.ts";

/** What is known about a side's round so far. */
export interface RoundSoFar {
  readonly figures: Figures;
  readonly findings: readonly Finding[];
  /** The longest time that the bench's own process stalled in the part with little to do. */
  readonly lagMs: number;
}

export const NOTHING_YET: RoundSoFar = { figures: {}, findings: [], lagMs: 0 };

export interface RoundContext extends PartContext {
  readonly load: ComparedLoad;
}

export interface Part {
  readonly name: string;
  /** The metrics that it measures; once all of them are decided, the part can be skipped. */
  readonly tells: readonly string[];
  /** How many slices to measure on each server. */
  slices(load: ComparedLoad): number;
  /** `known` has the figures of its side so far, from this round and earlier ones. */
  open(context: RoundContext, known: Figures): Promise<OpenPart>;
}

/** Counted by every part that has events. */
export const COUNTED = ["lost", "duplicated"] as const;

export interface OpenPart extends AsyncDisposable {
  /** Measures the next slice; the other server is idle in the meantime. */
  measure(): Promise<void>;
  /** The result of all slices. */
  finish(): Promise<PartOutcome>;
}

export interface PartOutcome {
  readonly figures: RoundFigures | Figures;
  readonly findings: readonly Finding[];
  /** The account of the deliveries, if they were counted. */
  readonly totals?: LedgerTotals;
  readonly lagMs?: number;
}

/** The round with the outcome of another part. */
export function added(before: RoundSoFar, outcome: PartOutcome): RoundSoFar {
  const { figures, findings, totals, lagMs = 0 } = outcome;
  return {
    figures: { ...before.figures, ...aboveNothing(figures), ...accountOf(before.figures, totals) },
    findings: [...before.findings, ...findings],
    lagMs: Math.max(before.lagMs, lagMs),
  };
}

/** A cost of 0 was too small to be measured, and has no ratio. */
function aboveNothing(figures: Figures | RoundFigures): Figures {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value > 0));
}

/** The account of all parts so far. */
function accountOf(before: Figures, totals: LedgerTotals | undefined): Figures {
  const { lost = 0, duplicated = 0, [DELIVERED]: delivered = 0 } = before;
  if (totals === undefined) return {};
  return {
    lost: lost + totals.lost,
    duplicated: duplicated + totals.duplicated,
    [DELIVERED]: delivered + totals.received,
  };
}
