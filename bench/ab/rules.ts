/** Which metrics are judged, and which can fail the comparison. Pure. */

import type { RoundPair } from "../comparison/comparison.ts";
import { DEFAULT_METRICS, type MetricRule } from "../comparison/metrics.ts";
import { isBenchSpeed, SPEED, speedShares } from "../comparison/speed-limit.ts";

/** The usual rules. With a gate, only the metrics that it names can fail the comparison. */
export function rulesFor(gate: readonly string[] | undefined): readonly MetricRule[] {
  if (gate === undefined) return DEFAULT_METRICS;
  return DEFAULT_METRICS.map((rule) => gatedIf(gate.includes(rule.name), rule));
}

/**
 * Leaves out metrics that no round of either side has: something that cannot be measured here, such as the CPU time
 * of a remote server, would otherwise keep every verdict open. Deliveries per second are advisory where they are the
 * bench's own speed; what a core would reach is gated in any case, as CPU time per delivery at full speed. A metric
 * named in the gate stays, and stays gated.
 */
export function measuredRules(
  rules: readonly MetricRule[],
  rounds: readonly RoundPair[],
  gate: readonly string[] | undefined,
): MetricRule[] {
  const isBenchs = isBenchSpeed(speedShares(rounds, "base"), speedShares(rounds, "head"));
  const isAdvisory = (name: string) => gate === undefined && isBenchs && name === SPEED;
  return rules
    .filter((rule) => gate?.includes(rule.name) === true || isMeasured(rule, rounds))
    .map((rule) => (isAdvisory(rule.name) ? gatedIf(false, rule) : rule));
}

const gatedIf = (isGated: boolean, rule: MetricRule): MetricRule => ({ ...rule, isGated });

/** The usual gated metrics that no round has. */
export function unmeasured(rules: readonly MetricRule[], rounds: readonly RoundPair[]): string[] {
  return rules.filter((rule) => rule.isGated && !isMeasured(rule, rounds)).map(({ name }) => name);
}

/** Nothing but zeros says nothing: costs too small to be measured, or an objective that neither side ever holds. */
function isMeasured({ name, kind }: MetricRule, rounds: readonly RoundPair[]): boolean {
  const least = kind === "count" ? 0 : Number.MIN_VALUE;
  return rounds.some(({ base, head }) =>
    [base[name], head[name]].some((value) => value !== undefined && value >= least),
  );
}
