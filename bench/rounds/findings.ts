/** What was found wrong in rounds that were measured in the same way, each told once. Pure. */

import type { Finding } from "../load/validity.ts";
import type { PartOutcome } from "./calm.ts";

export interface RoundFindings {
  /** From 1. */
  readonly round: number;
  readonly findings: readonly Finding[];
}

/** A finding of several rounds is reported once, with the figures of the first. */
export function mergedFindings(rounds: readonly RoundFindings[]): Finding[] {
  const merged = new Map<string, Finding & { readonly rounds: number[] }>();
  for (const { round, findings } of rounds) {
    for (const { warning, isInvalid } of findings) {
      const key = warning.replaceAll(/[\d.,]+/g, "#");
      const known = merged.get(key);
      if (known === undefined) merged.set(key, { warning, isInvalid, rounds: [round] });
      else known.rounds.push(round);
    }
  }
  return [...merged.values()].map(({ warning, isInvalid, rounds: seen }) => ({
    isInvalid,
    warning: `${warning} (${seen.length === 1 ? "round" : "rounds"} ${seen.join(", ")})`,
  }));
}

/** The findings of both parts of a round, each with the name of its part. */
export function partFindings(parts: {
  readonly calm: Pick<PartOutcome, "findings">;
  readonly saturated: Pick<PartOutcome, "findings">;
}): Finding[] {
  return [...named("one at a time", parts.calm), ...named("saturated", parts.saturated)];
}

function named(part: string, { findings }: Pick<PartOutcome, "findings">): Finding[] {
  return findings.map(({ isInvalid, warning }) => ({ isInvalid, warning: `${part}: ${warning}` }));
}
