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
  /** The pair that would be the `number`th to count; `undefined` when interrupted. */
  measure(order: readonly SideName[], number: number): Promise<MeasuredPair | undefined>;
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

/** The first pair is measured whatever the budget: nobody knows yet how long one takes. */
export async function runPairs(loop: PairLoop): Promise<PairsOutcome> {
  const startMs = loop.nowMs();
  const pairs: MeasuredPair[] = [];
  const dropped: DroppedPair[] = [];
  let longestMs = 0;
  let isEnough = false;
  while (!isEnough && loop.nowMs() - startMs + longestMs <= loop.budgetMs) {
    const fromMs = loop.nowMs();
    const pair = await loop.measure(orderOf(pairs.length), pairs.length + 1);
    if (pair === undefined) break;
    longestMs = Math.max(longestMs, loop.nowMs() - fromMs);
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

/** Among the pairs that count, as many have one side first as the other. */
function orderOf(count: number): readonly SideName[] {
  return count % 2 === 0 ? ["base", "head"] : ["head", "base"];
}

function roundsOf(pairs: readonly MeasuredPair[]): RoundPair[] {
  return pairs.map(({ base, head }) => ({ base, head }));
}
