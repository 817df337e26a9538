/** What the rounds can prove of each metric, and which of it they do, at one error probability for all of it. Pure. */

import { holm, type HolmStep } from "../stats/holm.ts";
import type { ComparisonConfig, Figures, RoundPair } from "./comparison.ts";
import {
  type CountEvidence,
  countEvidence,
  type RatioEvidence,
  ratioEvidence,
} from "./evidence.ts";
import { ALL_LOOKS, shareOfLook } from "./looks.ts";
import type { MetricRule } from "./metrics.ts";

/** Latencies vary too much for a few percent: this many times the base's is allowed. */
export const DEFAULT_MAX_LATENCY_RATIO = 1.5;

export interface JudgeConfig extends Pick<
  ComparisonConfig,
  "maxRegression" | "maxLatencyRatio" | "falseAlarmRate" | "seed"
> {
  /** Default: true. Otherwise what is read from processes is missing for no fault of the server. */
  readonly areProcessesKnown?: boolean;
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

/** One metric being judged. */
export interface Case {
  readonly rule: MetricRule;
  readonly evidence: Evidence;
  /** Whether the head is worse by more than is allowed. */
  readonly amount: HolmStep;
  /** Whether the head lacks the metric more often than chance explains. */
  readonly missing: HolmStep;
  /** The chance of wrongly calling it passed. */
  readonly passLevel: number;
}

interface Hypothesis {
  readonly rule: MetricRule;
  readonly about: "amount" | "missing";
  readonly p: number;
}

/** Gated metrics share the error probability (Holm); an advisory one has it to itself. */
export function casesOf(
  rules: readonly MetricRule[],
  pairs: readonly RoundPair[],
  config: JudgeConfig,
): Case[] {
  const { falseAlarmRate, analyses = ALL_LOOKS.analyses } = config;
  const passLevel = shareOfLook(falseAlarmRate, analyses);
  const found = rules.map((rule) => ({ rule, evidence: evidenceOf(rule, pairs, config) }));
  const tested = found.flatMap((one) => hypothesesOf(one.rule, one.evidence, passLevel));
  const gated = tested.filter(({ rule }) => rule.isGated);
  const pValues = gated.map(({ p }) => p);
  const steps = holm(pValues, passLevel);
  const stepOf = (rule: MetricRule, about: Hypothesis["about"]): HolmStep => {
    const isIt = (one: Hypothesis) => one.rule === rule && one.about === about;
    const [alone] = holm([tested.find(isIt)?.p ?? 1], passLevel);
    return steps[gated.findIndex(isIt)] ?? alone ?? { level: passLevel, isRejected: false };
  };
  return found.map(({ rule, evidence }) => {
    const [amount, missing] = [stepOf(rule, "amount"), stepOf(rule, "missing")];
    return { rule, evidence, amount, missing, passLevel };
  });
}

function evidenceOf(rule: MetricRule, pairs: readonly RoundPair[], config: JudgeConfig): Evidence {
  if (rule.kind === "count") return countEvidence(pairs, rule);
  const { areProcessesKnown = true } = config;
  const canTell = areProcessesKnown || rule.isOfProcess !== true;
  return ratioEvidence(pairs, rule, allowedOf(rule, config), canTell);
}

/** How much worse a metric may be, as a share: 0.05 is 5 %. */
export function allowedOf(
  { limit }: Pick<MetricRule, "limit">,
  { maxRegression, maxLatencyRatio }: Pick<JudgeConfig, "maxRegression" | "maxLatencyRatio">,
): number {
  if (limit !== "latency") return maxRegression;
  return (maxLatencyRatio ?? DEFAULT_MAX_LATENCY_RATIO) - 1;
}

/** Those that these rounds could reject at all. */
function hypothesesOf(rule: MetricRule, evidence: Evidence, level: number): Hypothesis[] {
  const amount = evidence.p === null ? [] : [{ rule, about: "amount", p: evidence.p } as const];
  if (evidence.kind === "count") return amount;
  const { p, leastP } = evidence.oneSided;
  return p === null || leastP > level ? amount : [...amount, { rule, about: "missing", p }];
}
