/** The evidence of the rounds for one metric, before judging. Pure. */

import { medianOf } from "../stats/bootstrap.ts";
import { moreThanChanceP, type Occurrences } from "../stats/counts.ts";
import { signedRankP } from "../stats/signed-rank.ts";
import type { Figures, RoundPair } from "./comparison.ts";
import { DELIVERED, type MetricRule } from "./metrics.ts";

export interface RatioEvidence {
  readonly kind: "ratio";
  /** Medians of the rounds that have the metric; `null` if none has. */
  readonly base: number | null;
  readonly head: number | null;
  /** For each complete pair, the logarithm of the factor by which the head was worse. */
  readonly worsenings: readonly number[];
  /** p of being worse by no more than allowed; `null` if not measured. */
  readonly p: number | null;
}

export interface CountEvidence {
  readonly kind: "count";
  readonly base: Occurrences | null;
  readonly head: Occurrences | null;
  /** p of happening no more often than in the base; `null` if it never happened, or was not measured. */
  readonly p: number | null;
}

/** Cap for ratios, for example with a rate of 0, which has no logarithm. */
const LARGEST_RATIO = 1000;

export function ratioEvidence(
  pairs: readonly RoundPair[],
  { name, better }: MetricRule,
  maxRegression: number,
): RatioEvidence {
  const direction = better === "lower" ? 1 : -1;
  const worsenings = measuredPairs(pairs, name).map(
    ({ base, head }) => direction * logRatio(base[name], head[name]) + 0,
  );
  const p = worsenings.length === 0 ? null : signedRankP(worsenings, Math.log1p(maxRegression));
  return { kind: "ratio", ...sidesOf(pairs, name), worsenings, p };
}

/**
 * Events may not be independent: a stall loses hundreds at once. So two tests must agree: the binomial one over all
 * events, and the signed-rank one over the rounds.
 */
export function countEvidence(pairs: readonly RoundPair[], { name }: MetricRule): CountEvidence {
  const measured = measuredPairs(pairs, name);
  if (measured.length === 0) return { kind: "count", base: null, head: null, p: null };
  const base = total(measured.map((pair) => occurrencesIn(pair.base, name)));
  const head = total(measured.map((pair) => occurrencesIn(pair.head, name)));
  if (base.count + head.count === 0) return { kind: "count", base, head, p: null };
  const differences = measured.map((pair) => shareIn(pair.head, name) - shareIn(pair.base, name));
  const p = Math.max(moreThanChanceP(base, head), signedRankP(differences, 0));
  return { kind: "count", base, head, p };
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

function occurrencesIn(figures: Figures, name: string): Occurrences {
  return { count: figures[name] ?? 0, chances: Math.max(1, figures[DELIVERED] ?? 1) };
}

function shareIn(figures: Figures, name: string): number {
  const { count, chances } = occurrencesIn(figures, name);
  return count / chances;
}

function total(rounds: readonly Occurrences[]): Occurrences {
  return {
    count: rounds.reduce((sum, { count }) => sum + count, 0),
    chances: rounds.reduce((sum, { chances }) => sum + chances, 0),
  };
}
