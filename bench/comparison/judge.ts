/**
 * The verdict on each metric of a comparison, and overall. Pure: from the rounds and a seed. Guaranteed: the chance
 * of wrongly calling any gated metric regressed is at most the false alarm rate, over all metrics and all looks (see
 * `judgeRounds`).
 */

import { lag1Autocorrelation } from "../stats/autocorrelation.ts";
import { effectInterval, smallestDetectable, type EffectInterval } from "../stats/effect.ts";
import type { MetricVerdict, RatioEstimate, RoundPair, Verdict } from "./comparison.ts";
import { countEvidence, isFarMore } from "./evidence.ts";
import type { CountEvidence, RatioEvidence } from "./evidence.ts";
import { allowedOf, type Case, casesOf, type JudgeConfig } from "./hypotheses.ts";
import { ALL_LOOKS, type LookPlan } from "./looks.ts";
import { DELIVERIES, type MetricRule } from "./metrics.ts";
import {
  countReason,
  oneSidedReason,
  ratioReason,
  tooFewReason,
  unmeasuredReason,
} from "./reasons.ts";

/**
 * The verdict on each metric, gated ones first. The chance of a false alarm is split over the looks (Bonferroni), and
 * within a look over the gated metrics (Holm). An alarm is false if the head's figures are distributed like the
 * base's times a factor no worse than `1 + maxRegression`, pair by pair, on a machine that disturbs both equally.
 * A test that could raise no alarm, whatever the pairs show, takes no share (Tarone 1990): that of a count that is 0
 * throughout the base, and the test for a metric that the head lacks if few pairs have it on one side only. A pass needs
 * no correction for the number of metrics: the comparison passes only if every metric does (Berger 1982), so a wrong pass
 * is as rare as that of a single metric. A count that is 0 throughout the base and not in the head is a regression once
 * the next pair confirms it, without a test, and so is one that is far above the base's.
 */
export function judgeRounds(
  pairs: readonly RoundPair[],
  metrics: readonly MetricRule[],
  config: JudgeConfig,
): MetricVerdict[] {
  const ordered = metrics.toSorted((a, b) => Number(b.isGated) - Number(a.isGated));
  return casesOf(ordered, pairs, config).map((one) => {
    const { name, unit, better, isGated, limit } = one.rule;
    const allowed = limit === "latency" ? { allowed: allowedOf(one.rule, config) } : {};
    return Object.assign({ name, unit, better, isGated, ...allowed }, judgeCase(one, config));
  });
}

/** The worst verdict on any gated metric; inconclusive if nothing is gated. */
export function overallVerdict(metrics: readonly MetricVerdict[]): Verdict {
  const verdicts = metrics.filter(({ isGated }) => isGated).map(({ verdict }) => verdict);
  if (verdicts.includes("regressed")) return "regressed";
  return verdicts.length === 0 || verdicts.includes("inconclusive") ? "inconclusive" : "pass";
}

/**
 * Whether a comparison may end after this many pairs: at a look once all metrics are decided, or once one has
 * regressed, which settles the overall verdict; at once if something happened that must not.
 */
export function isSettled(
  metrics: readonly MetricVerdict[],
  pairs: number,
  { looks }: LookPlan = ALL_LOOKS,
): boolean {
  if (metrics.some(isBrokenPromise)) return true;
  const isEnough = undecided(metrics).size === 0 || overallVerdict(metrics) === "regressed";
  return looks.includes(pairs) && isEnough;
}

/** A count that regressed without a test: it is not a matter of chance, so it need not wait for a look. */
function isBrokenPromise({ isGated, verdict, base, head, ratio }: MetricVerdict): boolean {
  if (!isGated || verdict !== "regressed" || ratio !== undefined) return false;
  return head !== null && base !== null && (base === 0 || isFarMore(base, head));
}

/** Whether the latest pair has what the base never had, for the first time: one more pair must confirm it. */
export function awaitsConfirmation(
  pairs: readonly RoundPair[],
  metrics: readonly MetricRule[],
): boolean {
  return metrics.some(
    (rule) => rule.isGated && rule.kind === "count" && countEvidence(pairs, rule).excess === "open",
  );
}

/** The gated metrics that more rounds could decide: measured, but not yet decided. */
export function undecided(metrics: readonly MetricVerdict[]): ReadonlySet<string> {
  const isOpen = ({ isGated, verdict, base, head }: MetricVerdict) =>
    isGated && verdict === "inconclusive" && (base !== null || head !== null);
  return new Set(metrics.filter(isOpen).map(({ name }) => name));
}

type Judgement = Pick<MetricVerdict, "base" | "head" | "ratio" | "verdict" | "reason">;

function judgeCase(one: Case, config: JudgeConfig): Judgement {
  const { evidence } = one;
  return evidence.kind === "count" ? judgeCount(evidence, one) : judgeRatio(evidence, one, config);
}

function judgeCount(
  { base, head, excess }: CountEvidence,
  { rule: { of = DELIVERIES }, amount }: Case,
): Judgement {
  if (base === null || head === null) {
    return {
      base: null,
      head: null,
      verdict: "inconclusive",
      reason: unmeasuredReason(null, null),
    };
  }
  const isNoMore = head.count * base.chances <= base.count * head.chances;
  const isWorse = amount.isRejected || excess === "confirmed" || excess === "far";
  const verdict = isNoMore ? "pass" : isWorse ? "regressed" : "inconclusive";
  const reason = countReason(verdict, excess, of, base, head);
  return { base: base.count, head: head.count, verdict, reason };
}

function judgeRatio(
  { base, head, worsenings, oneSided }: RatioEvidence,
  { rule, amount: { level }, missing, passLevel }: Case,
  config: JudgeConfig,
): Judgement {
  const tails = { low: level, high: passLevel };
  const { seed, resamples = 10_000 } = config;
  const allowed = allowedOf(rule, config);
  const effect = effectInterval(worsenings, tails, { seed, resamples });
  const ratio = effect && { ratio: estimateOf(effect, worsenings, rule, config) };
  const judgement = { base, head, ...ratio };
  if (missing.isRejected) {
    return { ...judgement, verdict: "regressed", reason: oneSidedReason(oneSided) };
  }
  if (effect === undefined) {
    return { ...judgement, verdict: "inconclusive", reason: unmeasuredReason(base, head) };
  }
  if (!effect.isSure) {
    const reason = tooFewReason(worsenings.length, level);
    return { ...judgement, verdict: "inconclusive", reason };
  }
  // A pair that only one side has counts as the worst there can be, and so does not help to pass.
  const all = [...worsenings, ...oneSided.worsenings];
  const { high } = effectInterval(all, tails, { seed, resamples }) ?? effect;
  const verdict = verdictOf({ low: effect.low, high }, allowed);
  return { ...judgement, verdict, reason: ratioReason(verdict, effect, allowed) };
}

function verdictOf({ low, high }: Pick<EffectInterval, "low" | "high">, allowed: number): Verdict {
  if (low > Math.log1p(allowed)) return "regressed";
  return high < Math.log1p(allowed) ? "pass" : "inconclusive";
}

/** Converts a worsening to head over base; for a rate, worse means lower. */
function estimateOf(
  effect: EffectInterval,
  worsenings: readonly number[],
  { name, better }: MetricRule,
  { noiseFloors = {}, analyses = ALL_LOOKS.analyses }: JudgeConfig,
): RatioEstimate {
  const ratioAt = (worsening: number) => Math.exp(better === "lower" ? worsening : -worsening);
  const ends = [ratioAt(effect.low), ratioAt(effect.high)].toSorted((a, b) => a - b);
  const [low = null, high = null] = worsenings.length > 1 ? ends : [];
  const detectable = smallestDetectable(effect);
  const noiseFloor = noiseFloors[name];
  const autocorrelation = lag1Autocorrelation(worsenings);
  return {
    median: ratioAt(effect.median),
    low,
    high,
    confidence: confidenceOf(effect, analyses),
    pairs: worsenings.length,
    smallestDetectable: detectable === null ? null : Math.expm1(detectable),
    ...(autocorrelation === undefined ? {} : { autocorrelation }),
    ...(noiseFloor === undefined ? {} : { noiseFloor }),
  };
}

/**
 * The interval of each look misses with a chance of its tails, and the comparison may end with any of them, so the
 * chances add up. Too few pairs for the tails end nothing: theirs is the only interval.
 */
function confidenceOf({ tails, isSure }: EffectInterval, analyses: number): number {
  return 1 - (isSure ? analyses : 1) * (tails.low + tails.high);
}
