/**
 * The loop of a comparison: pairs of rounds, the side that goes first alternating (ABBA), until enough is
 * known or no further pair fits into the budget. What is measured, and when it is enough, is injected.
 */

import type { DroppedPair, RoundPair } from "../comparison/comparison.ts";

export type SideName = "base" | "head";

export interface Told {
  /** `undefined` for what is of both. */
  readonly side: SideName | undefined;
  readonly warnings: readonly string[];
}

export interface MeasuredPair extends RoundPair {
  /** Why it may not count; none, and it does. */
  readonly reasons: readonly string[];
  /** What is told of it all the same. */
  readonly told: readonly Told[];
}

export interface PairLoop {
  /** The next pair, after those that count until now; `undefined` when interrupted. */
  measure(
    order: readonly SideName[],
    rounds: readonly RoundPair[],
  ): Promise<MeasuredPair | undefined>;
  /** Whether these pairs are enough. */
  isEnough(rounds: readonly RoundPair[]): boolean;
  readonly budgetMs: number;
  nowMs(): number;
}

export interface PairsOutcome {
  readonly rounds: readonly RoundPair[];
  readonly dropped: readonly DroppedPair[];
  /** Of all pairs that count. */
  readonly told: readonly Told[];
  readonly elapsedMs: number;
  /** False when the budget, or an interruption, ended it. */
  readonly isEnough: boolean;
}

/** Pairs after which the next is expected to take as long as the longest of them: one in each order. */
const RECENT = 2;

/** The first pair is measured whatever the budget: nobody knows yet how long one takes. */
export async function runPairs(loop: PairLoop): Promise<PairsOutcome> {
  const startMs = loop.nowMs();
  const pairs: MeasuredPair[] = [];
  const dropped: DroppedPair[] = [];
  const tookMs: number[] = [];
  let isEnough = false;
  while (!isEnough && loop.nowMs() - startMs + longestOf(tookMs) <= loop.budgetMs) {
    const fromMs = loop.nowMs();
    const pair = await loop.measure(orderOf(pairs.length), roundsOf(pairs));
    if (pair === undefined) break;
    tookMs.push(loop.nowMs() - fromMs);
    const { base, head, reasons } = pair;
    if (reasons.length > 0) {
      dropped.push({ base, head, reasons });
      continue;
    }
    pairs.push(pair);
    isEnough = loop.isEnough(roundsOf(pairs));
  }
  const told = pairs.flatMap((pair) => pair.told);
  return { rounds: roundsOf(pairs), dropped, told, elapsedMs: loop.nowMs() - startMs, isEnough };
}

function longestOf(tookMs: readonly number[]): number {
  return Math.max(0, ...tookMs.slice(-RECENT));
}

/** Among the pairs that count, as many have one side first as the other. */
function orderOf(count: number): readonly SideName[] {
  return count % 2 === 0 ? ["base", "head"] : ["head", "base"];
}

function roundsOf(pairs: readonly MeasuredPair[]): RoundPair[] {
  return pairs.map(({ base, head }) => ({ base, head }));
}
