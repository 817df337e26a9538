/** Which metrics are judged, and which can fail the comparison. Pure. */

import type { RoundPair } from "../comparison/comparison.ts";
import { DEFAULT_METRICS, type MetricRule } from "../comparison/metrics.ts";
import { isBenchSpeed, SPEED, speedShares } from "../comparison/speed-limit.ts";

/** The usual rules. With a gate, only the metrics that it names can fail the comparison. */
export function rulesFor(gate: readonly string[] | undefined): readonly MetricRule[] {
  if (gate === undefined) return DEFAULT_METRICS;
  return DEFAULT_METRICS.map(({ name, unit, better, kind }) => {
    return { name, unit, better, kind, isGated: gate.includes(name) };
  });
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
    .filter(({ name }) => gate?.includes(name) === true || isMeasured(name, rounds))
    .map((rule) => (isAdvisory(rule.name) ? advisory(rule) : rule));
}

const advisory = (rule: MetricRule): MetricRule => ({ ...rule, isGated: false });

/** The usual gated metrics that no round has. */
export function unmeasured(rules: readonly MetricRule[], rounds: readonly RoundPair[]): string[] {
  return rules
    .filter(({ name, isGated }) => isGated && !isMeasured(name, rounds))
    .map(({ name }) => name);
}

function isMeasured(name: string, rounds: readonly RoundPair[]): boolean {
  return rounds.some(({ base, head }) => base[name] !== undefined || head[name] !== undefined);
}
