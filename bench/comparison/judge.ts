/**
 * The verdict on each metric of a comparison, and overall. Pure: from the rounds and a seed. Guaranteed: the chance
 * of wrongly calling any gated metric regressed is at most the false alarm rate, over all metrics and all looks (see
 * `judgeRounds`).
 */

import { lag1Autocorrelation } from "../stats/autocorrelation.ts";
import { effectInterval, smallestDetectable, type EffectInterval } from "../stats/effect.ts";
import { holm } from "../stats/holm.ts";
import type {
  ComparisonConfig,
  Figures,
  MetricVerdict,
  RatioEstimate,
  RoundPair,
  Verdict,
} from "./comparison.ts";
import { countEvidence, ratioEvidence } from "./evidence.ts";
import type { CountEvidence, RatioEvidence } from "./evidence.ts";
import { ALL_LOOKS, type LookPlan, shareOfLook } from "./looks.ts";
import type { MetricRule } from "./metrics.ts";
import { countReason, ratioReason, tooFewReason, unmeasuredReason } from "./reasons.ts";

export interface JudgeConfig extends Pick<
  ComparisonConfig,
  "maxRegression" | "falseAlarmRate" | "seed"
> {
  /** Maximum number of judgements. Default: all looks and the end. */
  readonly analyses?: number;
  /** Resamples of the bootstrap. Default: 10,000. */
  readonly resamples?: number;
  /**
   * The difference between a server and itself on this machine, by metric: 0.02 is ±2 %. Quoted, not used for
   * judging.
   */
  readonly noiseFloors?: Figures;
}

type Evidence = RatioEvidence | CountEvidence;

/** One metric being judged; its levels are the chances of wrongly calling it regressed or passed. */
interface Case {
  readonly rule: MetricRule;
  readonly evidence: Evidence;
  readonly level: number;
  readonly isRejected: boolean;
  readonly passLevel: number;
}

/**
 * The verdict on each metric, gated ones first. The chance of a false alarm is split over the looks (Bonferroni), and
 * within a look over the gated metrics (Holm). An alarm is false if the head's figures are distributed like the
 * base's times a factor no worse than `1 + maxRegression`, pair by pair, on a machine that disturbs both equally.
 * Counts that are all zero take no share (Tarone 1990). A pass needs no correction for the number of metrics, since
 * the whole passes only if all do (Berger 1982): each is wrong with at most the rate. A count above 0 whose base has
 * none is exempt: a broken promise is not noise.
 */
export function judgeRounds(
  pairs: readonly RoundPair[],
  metrics: readonly MetricRule[],
  config: JudgeConfig,
): MetricVerdict[] {
  const ordered = metrics.toSorted((a, b) => Number(b.isGated) - Number(a.isGated));
  return casesOf(ordered, pairs, config).map((one) => {
    const { name, unit, better, isGated } = one.rule;
    return Object.assign({ name, unit, better, isGated }, judgeCase(one, config));
  });
}

/** The worst of the gated metrics; inconclusive if there are none. */
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

/** A count above 0 whose base has none. It is not a matter of chance, so it need not wait for a look. */
function isBrokenPromise({ isGated, verdict, base, ratio }: MetricVerdict): boolean {
  return isGated && verdict === "regressed" && base === 0 && ratio === undefined;
}

/** The gated metrics that more rounds could decide: measured, but not yet decided. */
export function undecided(metrics: readonly MetricVerdict[]): ReadonlySet<string> {
  const isOpen = ({ isGated, verdict, base, head }: MetricVerdict) =>
    isGated && verdict === "inconclusive" && (base !== null || head !== null);
  return new Set(metrics.filter(isOpen).map(({ name }) => name));
}

function casesOf(
  rules: readonly MetricRule[],
  pairs: readonly RoundPair[],
  { falseAlarmRate, analyses = ALL_LOOKS.analyses, maxRegression }: JudgeConfig,
): Case[] {
  const passLevel = shareOfLook(falseAlarmRate, analyses);
  const found = rules.map((rule): readonly [MetricRule, Evidence] => [
    rule,
    rule.kind === "count" ? countEvidence(pairs, rule) : ratioEvidence(pairs, rule, maxRegression),
  ]);
  const tested = found.filter(([{ isGated }, { p }]) => isGated && p !== null);
  const steps = holm(
    tested.map(([, { p }]) => p ?? 1),
    passLevel,
  );
  const stepOf = new Map(tested.map(([rule], index) => [rule, steps[index]]));
  return found.map(([rule, evidence]) => {
    const alone = { level: passLevel, isRejected: (evidence.p ?? 1) <= passLevel };
    const { level, isRejected } = stepOf.get(rule) ?? alone;
    return { rule, evidence, passLevel, level, isRejected };
  });
}

type Judgement = Pick<MetricVerdict, "base" | "head" | "ratio" | "verdict" | "reason">;

function judgeCase(one: Case, config: JudgeConfig): Judgement {
  const { evidence } = one;
  return evidence.kind === "count"
    ? judgeCount(evidence, one.isRejected)
    : judgeRatio(evidence, one, config);
}

function judgeCount({ base, head }: CountEvidence, isRejected: boolean): Judgement {
  if (base === null || head === null) {
    return {
      base: null,
      head: null,
      verdict: "inconclusive",
      reason: unmeasuredReason(null, null),
    };
  }
  const isNoMore = head.count * base.chances <= base.count * head.chances;
  const isWorse = isRejected || base.count === 0;
  const verdict = isNoMore ? "pass" : isWorse ? "regressed" : "inconclusive";
  const reason = countReason(verdict, base, head);
  return { base: base.count, head: head.count, verdict, reason };
}

function judgeRatio(
  { base, head, worsenings }: RatioEvidence,
  { rule, level, passLevel }: Case,
  config: JudgeConfig,
): Judgement {
  const tails = { low: level, high: passLevel };
  const { seed, resamples = 10_000, maxRegression } = config;
  const effect = effectInterval(worsenings, tails, { seed, resamples });
  if (effect === undefined) {
    return { base, head, verdict: "inconclusive", reason: unmeasuredReason(base, head) };
  }
  const verdict = effect.isSure ? verdictOf(effect, maxRegression) : "inconclusive";
  const reason = effect.isSure
    ? ratioReason(verdict, effect, maxRegression)
    : tooFewReason(worsenings.length, level);
  const ratio = estimateOf(effect, worsenings, rule, config);
  return { base, head, ratio, verdict, reason };
}

function verdictOf({ low, high }: EffectInterval, maxRegression: number): Verdict {
  const allowed = Math.log1p(maxRegression);
  if (low > allowed) return "regressed";
  return high < allowed ? "pass" : "inconclusive";
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
