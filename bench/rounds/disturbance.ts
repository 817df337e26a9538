/**
 * Whether a round counts. It is dropped for disturbances by the machine or the bench, never for anything the
 * server did: a slow server would otherwise be spared its slowest rounds.
 */

import type { Finding } from "../load/validity.ts";

/** Other programs used more than this share of the machine. */
const MAX_OTHERS_SHARE = 0.1;
/** The bench's own process stalled for longer than this, although it had little to do. */
const MAX_LAG_MS = 250;

export interface Judgement {
  /** Why the round does not count; empty if it does. */
  readonly dropped: readonly string[];
  /** Reported whether or not the round counts. */
  readonly warnings: readonly Warned[];
}

/** What a finding says, and how it adds up. */
export type Warned = Pick<Finding, "warning" | "tally">;

/** `lagMs` is the longest time that the bench's own process stalled in the part with little to do. */
export function judgeRound({
  findings,
  lagMs,
}: {
  readonly findings: readonly Finding[];
  readonly lagMs: number;
}): Judgement {
  const { dropped, warnings } = sorted(findings);
  const isLate = lagMs > MAX_LAG_MS;
  const lag = isLate ? [`the bench stalled for ${lagMs.toFixed(0)} ms`] : [];
  return { dropped: [...dropped, ...lag], warnings };
}

/** `othersShare` is the share of the machine that other programs used; `undefined` if unknown. */
export function judgeMachine(findings: readonly Finding[], othersShare = 0): Judgement {
  const { dropped, warnings } = sorted(findings);
  const isShared = othersShare > MAX_OTHERS_SHARE;
  const others = isShared
    ? [`other programs used ${(othersShare * 100).toFixed(0)} % of the machine`]
    : [];
  return { dropped: [...dropped, ...others], warnings };
}

function sorted(findings: readonly Finding[]): Judgement {
  const disturbances = findings.filter(({ isDisturbance }) => isDisturbance === true);
  return {
    dropped: disturbances.map(({ warning }) => reasonOf(warning)),
    warnings: findings
      .filter(({ isDisturbance }) => isDisturbance !== true)
      .map(({ warning, tally }) => (tally === undefined ? { warning } : { warning, tally })),
  };
}

/** Without the cure, which is for a run that has to be repeated. */
function reasonOf(warning: string): string {
  return warning.split(": ", 1)[0] ?? warning;
}
