/** Which metrics are judged, and which can fail the comparison. Pure. */

import type { RoundPair } from "../comparison/comparison.ts";
import { DEFAULT_METRICS, type MetricRule } from "../comparison/metrics.ts";

/** The usual rules; where a gate is given, those it names fail the comparison and no others. */
export function rulesFor(gate: readonly string[] | undefined): readonly MetricRule[] {
  if (gate === undefined) return DEFAULT_METRICS;
  return DEFAULT_METRICS.map(({ name, unit, better, kind }) => {
    return { name, unit, better, kind, isGated: gate.includes(name) };
  });
}

/**
 * Without the metrics that no round of either side has: what cannot be measured here, such as the CPU time
 * of a server elsewhere, would else leave every verdict open. One that was asked for by name stays.
 */
export function measuredRules(
  rules: readonly MetricRule[],
  rounds: readonly RoundPair[],
  gate: readonly string[] | undefined,
): MetricRule[] {
  return rules.filter(({ name }) => gate?.includes(name) === true || isMeasured(name, rounds));
}

/** Of the usual gated metrics, those that no round has. */
export function unmeasured(rules: readonly MetricRule[], rounds: readonly RoundPair[]): string[] {
  return rules
    .filter(({ name, isGated }) => isGated && !isMeasured(name, rounds))
    .map(({ name }) => name);
}

function isMeasured(name: string, rounds: readonly RoundPair[]): boolean {
  return rounds.some(({ base, head }) => base[name] !== undefined || head[name] !== undefined);
}
