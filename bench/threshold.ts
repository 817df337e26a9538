/** Thresholds: `latency.p99_ms<50` is a condition on a metric that the run must meet. */

import { OWN_HUB, type ScenarioResult, type ThresholdOutcome } from "./result/result.ts";

const OPERATORS = {
  "<": (value: number, limit: number) => value < limit,
  "<=": (value: number, limit: number) => value <= limit,
  ">": (value: number, limit: number) => value > limit,
  ">=": (value: number, limit: number) => value >= limit,
  "==": (value: number, limit: number) => value === limit,
} as const;

type Operator = keyof typeof OPERATORS;

export interface Threshold {
  readonly expression: string;
  readonly metric: string;
  readonly operator: Operator;
  readonly limit: number;
}

/** The default objective of `saturate` and `ab`. */
export const DEFAULT_OBJECTIVE: Threshold = {
  expression: "latency.p99_ms<100",
  metric: "latency.p99_ms",
  operator: "<",
  limit: 100,
};

/** What a hub that the bench starts must meet even if nobody asks for it. */
const NOTHING_LOST: Threshold = { expression: "lost==0", metric: "lost", operator: "==", limit: 0 };

const EXPRESSION = /^\s*([a-z][a-z0-9_.]*)\s*(<=|>=|==|<|>)\s*(-?\d+(?:\.\d+)?)\s*$/;

/** Parses a threshold; `undefined` if the text is not one. */
export function readThreshold(expression: string): Threshold | undefined {
  const [, metric, operator, limit] = EXPRESSION.exec(expression) ?? [];
  if (metric === undefined || !isOperator(operator)) return undefined;
  return { expression, metric, operator, limit: Number(limit) };
}

/**
 * Judges each threshold against each scenario that has its metric. A threshold is not met if no scenario has its
 * metric, so that a misspelt name cannot pass, or if the metric has no value.
 */
export function judge(
  thresholds: readonly Threshold[],
  scenarios: readonly ScenarioResult[],
): ThresholdOutcome[] {
  return thresholds.flatMap((threshold) => {
    const { expression, metric } = threshold;
    const having = scenarios.filter((scenario) => metric in scenario.metrics);
    if (having.length === 0) return [{ expression, scenario: "none", value: null, isMet: false }];
    return having.map((scenario) => {
      const value = scenario.metrics[metric]?.value ?? null;
      return { expression, scenario: scenario.name, value, isMet: isMet(threshold, value) };
    });
  });
}

/**
 * The thresholds for a result that nobody asked for: the bench's own hub may lose nothing, unless `asked` has another
 * limit. An uncertain publish is not lost.
 */
export function usualThresholds(
  { target, metrics }: ScenarioResult,
  asked: readonly Threshold[],
): readonly Threshold[] {
  const { metric } = NOTHING_LOST;
  const isAsked = asked.some((threshold) => threshold.metric === metric);
  return target === OWN_HUB && metric in metrics && !isAsked ? [NOTHING_LOST] : [];
}

/** Whether a value meets the threshold; a missing one does not. */
export function isMet({ operator, limit }: Threshold, value: number | null): boolean {
  return value !== null && OPERATORS[operator](value, limit);
}

function isOperator(text: string | undefined): text is Operator {
  return text !== undefined && text in OPERATORS;
}
