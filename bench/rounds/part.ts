/**
 * A part of a pair of rounds. It is open on both servers at once and measured in slices that alternate between
 * them, so that a machine that is slow for a second is slow for both.
 */

import type { Figures } from "../comparison/comparison.ts";
import { CONNECTIONS, DELIVERED, PUBLISHED } from "../comparison/metrics.ts";
import type { PublishOutcome } from "../load/publish/publisher.ts";
import { total } from "../load/clients/reports.ts";
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
export const COUNTED = ["lost", "duplicated", "refused", "connections_lost"] as const;

export interface OpenPart extends AsyncDisposable {
  /** Measures the next slice; the other server is idle in the meantime. */
  measure(): Promise<void>;
  /** The result of all slices. */
  finish(): Promise<PartOutcome>;
}

export interface PartOutcome {
  readonly figures: RoundFigures | Figures;
  readonly findings: readonly Finding[];
  /** What was counted; parts add up. */
  readonly counts?: Figures;
  readonly lagMs?: number;
}

/** How often each reason occurred. */
type Reasons = Readonly<Record<string, number>>;

/** The streams that the server ended or did not open, of those that were asked for. */
export function connectionCounts(connections: number, failures: Reasons): Figures {
  return { connections_lost: total(Object.values(failures)), [CONNECTIONS]: connections };
}

/** The account of the events: how many were sent, accepted and delivered. */
export function eventCounts(
  { lost, duplicated, received }: LedgerTotals,
  { sent, failures }: Pick<PublishOutcome, "sent" | "failures">,
): Figures {
  const refused = total(Object.values(failures));
  return { lost, duplicated, [DELIVERED]: received, refused, [PUBLISHED]: sent };
}

/** The round with the outcome of another part. */
export function added(before: RoundSoFar, outcome: PartOutcome): RoundSoFar {
  const { figures, findings, counts = {}, lagMs = 0 } = outcome;
  return {
    figures: { ...before.figures, ...figures, ...sums(before.figures, counts) },
    findings: [...before.findings, ...findings],
    lagMs: Math.max(before.lagMs, lagMs),
  };
}

function sums(before: Figures, counts: Figures): Figures {
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, (before[name] ?? 0) + count]),
  );
}
