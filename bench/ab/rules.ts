/** Which metrics are judged, and which can fail the comparison. Pure. */

import type { RoundPair } from "../comparison/comparison.ts";
import { DEFAULT_METRICS, type MetricRule } from "../comparison/metrics.ts";

/** The usual rules. With a gate, only the metrics that it names can fail the comparison. */
export function rulesFor(gate: readonly string[] | undefined): readonly MetricRule[] {
  if (gate === undefined) return DEFAULT_METRICS;
  return DEFAULT_METRICS.map(({ name, unit, better, kind }) => {
    return { name, unit, better, kind, isGated: gate.includes(name) };
  });
}

/**
 * Leaves out metrics that no round of either side has: something that cannot be measured here, such as the CPU time
 * of a remote server, would otherwise keep every verdict open. A metric named in the gate stays.
 */
export function measuredRules(
  rules: readonly MetricRule[],
  rounds: readonly RoundPair[],
  gate: readonly string[] | undefined,
): MetricRule[] {
  return rules.filter(({ name }) => gate?.includes(name) === true || isMeasured(name, rounds));
}

/** The usual gated metrics that no round has. */
export function unmeasured(rules: readonly MetricRule[], rounds: readonly RoundPair[]): string[] {
  return rules
    .filter(({ name, isGated }) => isGated && !isMeasured(name, rounds))
    .map(({ name }) => name);
}

function isMeasured(name: string, rounds: readonly RoundPair[]): boolean {
  return rounds.some(({ base, head }) => base[name] !== undefined || head[name] !== undefined);
}
