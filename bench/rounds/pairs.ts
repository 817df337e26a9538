/**
 * The loop of a comparison: pairs of rounds, alternating which side goes first (ABBA), until there is enough
 * evidence or the next pair would exceed the budget. What to measure, and what is enough, are injected.
 */

import type { DroppedPair, RoundPair } from "../comparison/comparison.ts";
import type { Warned } from "./disturbance.ts";

export type SideName = "base" | "head";

export interface Told {
  /** `undefined` if it applies to both sides. */
  readonly side: SideName | undefined;
  readonly warnings: readonly Warned[];
}

export interface MeasuredPair extends RoundPair {
  /** Why the pair does not count; empty if it does. */
  readonly reasons: readonly string[];
  /** What to report in any case. */
  readonly told: readonly Told[];
}

export interface PairLoop {
  /** Measures the next pair, given those that count so far; `undefined` after an interrupt. */
  measure(
    order: readonly SideName[],
    rounds: readonly RoundPair[],
  ): Promise<MeasuredPair | undefined>;
  /** Whether these pairs are enough, if there is time for so many `more`. */
  isEnough(rounds: readonly RoundPair[], more: number): boolean;
  /** Whether a verdict needs one more pair, whatever the budget. Default: never. */
  owesPair?(rounds: readonly RoundPair[]): boolean;
  readonly budgetMs: number;
  nowMs(): number;
}

export interface PairsOutcome {
  readonly rounds: readonly RoundPair[];
  readonly dropped: readonly DroppedPair[];
  /** Reports of all pairs that count. */
  readonly told: readonly Told[];
  readonly elapsedMs: number;
  /** False if the budget or an interrupt ended the loop. */
  readonly isEnough: boolean;
}

/** Each further pair is expected to take as long as the longest of this many: one in each order. */
const RECENT = 2;

/** The first pair is measured whatever the budget: until then, nobody knows how long a pair takes. */
export async function runPairs(loop: PairLoop): Promise<PairsOutcome> {
  const startMs = loop.nowMs();
  const pairs: MeasuredPair[] = [];
  const dropped: DroppedPair[] = [];
  const tookMs: number[] = [];
  let isEnough = false;
  let isOver = false;
  let more = 1;
  while (!isEnough && !isOver) {
    const fromMs = loop.nowMs();
    isOver = more === 0;
    if (isOver && loop.owesPair?.(roundsOf(pairs)) !== true) break;
    const pair = await loop.measure(orderOf(pairs.length), roundsOf(pairs));
    if (pair === undefined) break;
    const nowMs = loop.nowMs();
    tookMs.push(nowMs - fromMs);
    more = Math.max(0, Math.floor((loop.budgetMs - (nowMs - startMs)) / longestOf(tookMs)));
    const { base, head, reasons } = pair;
    if (reasons.length > 0) {
      dropped.push({ base, head, reasons });
      continue;
    }
    pairs.push(pair);
    isEnough = loop.isEnough(roundsOf(pairs), more);
  }
  const told = pairs.flatMap((pair) => pair.told);
  return { rounds: roundsOf(pairs), dropped, told, elapsedMs: loop.nowMs() - startMs, isEnough };
}

/** Not 0: a pair takes some time, and the rest of the budget is divided by it. */
function longestOf(tookMs: readonly number[]): number {
  return Math.max(1, ...tookMs.slice(-RECENT));
}

/** Keeps the orders balanced among the pairs that count. */
function orderOf(count: number): readonly SideName[] {
  return count % 2 === 0 ? ["base", "head"] : ["head", "base"];
}

function roundsOf(pairs: readonly MeasuredPair[]): RoundPair[] {
  return pairs.map(({ base, head }) => ({ base, head }));
}
