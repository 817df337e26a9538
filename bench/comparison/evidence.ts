/** The evidence of the rounds for one metric, before judging. Pure. */

import { medianOf } from "../stats/bootstrap.ts";
import { binomialUpperTail, moreThanChanceP, type Occurrences } from "../stats/counts.ts";
import { signedRankP } from "../stats/signed-rank.ts";
import type { Figures, RoundPair } from "./comparison.ts";
import { type Chances, DELIVERIES, type MetricRule } from "./metrics.ts";

export interface RatioEvidence {
  readonly kind: "ratio";
  /** Medians of the rounds that have the metric; `null` if none has. */
  readonly base: number | null;
  readonly head: number | null;
  /** For each complete pair, the logarithm of the factor by which the head was worse. */
  readonly worsenings: readonly number[];
  /** p of being worse by no more than allowed; `null` if not measured. */
  readonly p: number | null;
  readonly oneSided: OneSided;
}

/** Pairs in which only one side could be measured, or only one did anything at all. */
export interface OneSided {
  readonly onlyBase: number;
  readonly onlyHead: number;
  /** The sign test's p of the head being the missing side no more often than by chance; `null` for no such pairs. */
  readonly p: number | null;
  /** The smallest p that this number of pairs can have. */
  readonly leastP: number;
  /** Their worsenings, as far as a ratio would have to be made up. */
  readonly worsenings: readonly number[];
}

export interface CountEvidence {
  readonly kind: "count";
  readonly base: Occurrences | null;
  readonly head: Occurrences | null;
  /**
   * p of happening no more often than in the base; `null` where chance is not the question: it was not measured, or
   * never happened in the base.
   */
  readonly p: number | null;
  readonly excess: Excess;
}

/**
 * What the head has and the base does not. `far`: so much more that no test is needed. The rest applies if the base
 * had none: the head had it in one pair and the next is still to come (`open`), had it as well (`confirmed`), or had
 * not (`unconfirmed`).
 */
export type Excess = "none" | "open" | "unconfirmed" | "confirmed" | "far";

/** More than this many times as often, and this much more often, is far more. */
const FAR_TIMES = 10;
const FAR_MORE = 10;

/** Cap for ratios, for example with a rate of 0, which has no logarithm. */
const LARGEST_RATIO = 1000;

/**
 * `allowed` is a share: 0.05 allows it to be worse by 5 %. `canTell`: whether a missing figure is the server's fault.
 */
export function ratioEvidence(
  pairs: readonly RoundPair[],
  rule: MetricRule,
  allowed: number,
  canTell = true,
): RatioEvidence {
  const { name, better } = rule;
  const direction = better === "lower" ? 1 : -1;
  const worsenings = measuredPairs(pairs, name)
    .filter((pair) => hasRatio(pair, rule))
    .map(({ base, head }) => direction * logRatio(base[name], head[name]) + 0);
  const p = worsenings.length === 0 ? null : signedRankP(worsenings, Math.log1p(allowed));
  return {
    kind: "ratio",
    ...sidesOf(pairs, name),
    worsenings,
    p,
    oneSided: oneSidedPairs(canTell ? pairs : [], rule),
  };
}

/** A rate of 0 is as bad as a rate can be; a cost of 0 was too small to be measured, and has no ratio. */
function hasRatio({ base, head }: RoundPair, { name, better }: MetricRule): boolean {
  return better === "higher" || ((base[name] ?? 0) > 0 && (head[name] ?? 0) > 0);
}

/**
 * A head too bad to be measured has no ratio, so the pairs count: of two equal servers, either is the missing one
 * with the same chance. Dixon & Mood, "The Statistical Sign Test" (1946).
 */
function oneSidedPairs(pairs: readonly RoundPair[], { name, better }: MetricRule): OneSided {
  const isThere = (figures: Figures) =>
    isMeasured(figures[name]) && (better === "lower" || figures[name] > 0);
  const onlyBase = pairs.filter(({ base, head }) => isThere(base) && !isThere(head));
  const onlyHead = pairs.filter(({ base, head }) => !isThere(base) && isThere(head));
  const all = onlyBase.length + onlyHead.length;
  const worst = Math.log(LARGEST_RATIO);
  const madeUp = [
    ...onlyBase.filter(({ head }) => !isMeasured(head[name])).map(() => worst),
    ...onlyHead.filter(({ base }) => !isMeasured(base[name])).map(() => -worst),
  ];
  return {
    onlyBase: onlyBase.length,
    onlyHead: onlyHead.length,
    p: all === 0 ? null : binomialUpperTail(all, 0.5, onlyBase.length),
    leastP: 2 ** -all,
    worsenings: madeUp,
  };
}

/**
 * Events may not be independent: a stall loses hundreds at once. So two tests must agree: the binomial one over all
 * events, and the signed-rank one over the rounds that differ.
 */
export function countEvidence(
  pairs: readonly RoundPair[],
  { name, of = DELIVERIES }: MetricRule,
): CountEvidence {
  const measured = measuredPairs(pairs, name).map((pair): readonly [Occurrences, Occurrences] => [
    occurrencesIn(pair.base, name, of),
    occurrencesIn(pair.head, name, of),
  ]);
  if (measured.length === 0) {
    return { kind: "count", base: null, head: null, p: null, excess: "none" };
  }
  const base = total(measured.map(([one]) => one));
  const head = total(measured.map(([, other]) => other));
  const excess = excessOf(measured, base.count, head.count);
  if (base.count === 0) return { kind: "count", base, head, p: null, excess };
  const differences = measured
    .map(([one, other]) => shareOf(other) - shareOf(one))
    .filter((difference) => difference !== 0);
  const p = Math.max(moreThanChanceP(base, head), signedRankP(differences, 0));
  return { kind: "count", base, head, p, excess };
}

/** Whether `head` is so much more often than `base` that no test is needed. */
export function isFarMore(base: number, head: number): boolean {
  return head > FAR_TIMES * base + FAR_MORE;
}

function excessOf(
  pairs: readonly (readonly [Occurrences, Occurrences])[],
  base: number,
  head: number,
): Excess {
  if (isFarMore(base, head)) return "far";
  if (base > 0 || head === 0) return "none";
  const next = pairs[pairs.findIndex(([, { count }]) => count > 0) + 1];
  if (next === undefined) return "open";
  return next[1].count > 0 ? "confirmed" : "unconfirmed";
}

const isMeasured = (value: number | undefined): value is number =>
  value !== undefined && Number.isFinite(value) && value >= 0;

function measuredPairs(pairs: readonly RoundPair[], name: string): readonly RoundPair[] {
  return pairs.filter(({ base, head }) => isMeasured(base[name]) && isMeasured(head[name]));
}

function logRatio(base = 0, head = 0): number {
  if (base === head) return 0;
  const limit = Math.log(LARGEST_RATIO);
  return Math.min(limit, Math.max(-limit, Math.log(head / base)));
}

function sidesOf(pairs: readonly RoundPair[], name: string) {
  const medianIn = (rounds: readonly Figures[]) => {
    const values = rounds.map((figures) => figures[name]).filter(isMeasured);
    return values.length === 0 ? null : medianOf(values);
  };
  return {
    base: medianIn(pairs.map(({ base }) => base)),
    head: medianIn(pairs.map(({ head }) => head)),
  };
}

function occurrencesIn(figures: Figures, name: string, { figures: of }: Chances): Occurrences {
  const chances = of.reduce((sum, one) => sum + (figures[one] ?? 0), 0);
  return { count: figures[name] ?? 0, chances: Math.max(1, chances) };
}

function shareOf({ count, chances }: Occurrences): number {
  return count / chances;
}

function total(rounds: readonly Occurrences[]): Occurrences {
  return {
    count: rounds.reduce((sum, { count }) => sum + count, 0),
    chances: rounds.reduce((sum, { chances }) => sum + chances, 0),
  };
}
