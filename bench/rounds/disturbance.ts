/**
 * Whether a round may count. It is dropped for what the machine or the bench did to it, and never for what
 * the server did: a server that is slow would else be spared its slowest rounds.
 */

import type { Finding } from "../load/validity.ts";

/** Others used more than this share of the machine. */
const MAX_OTHERS_SHARE = 0.1;
/** The bench's own process stood still for longer than this while it had little to do. */
const MAX_LAG_MS = 250;

export interface Judgement {
  /** Why the round may not count; none, and it does. */
  readonly dropped: readonly string[];
  /** Reported whether or not the round counts. */
  readonly warnings: readonly string[];
}

/** `lagMs` is the longest that the bench's own process stood still in the part with little to do. */
export function judgeRound({
  findings,
  lagMs,
}: {
  readonly findings: readonly Finding[];
  readonly lagMs: number;
}): Judgement {
  const { dropped, warnings } = sorted(findings);
  const isLate = lagMs > MAX_LAG_MS;
  const lag = isLate ? [`the bench stood still for ${lagMs.toFixed(0)} ms`] : [];
  return { dropped: [...dropped, ...lag], warnings };
}

/** `othersShare` is the share of the machine that others used; `undefined` where it is not told. */
export function judgeMachine(findings: readonly Finding[], othersShare = 0): Judgement {
  const { dropped, warnings } = sorted(findings);
  const isShared = othersShare > MAX_OTHERS_SHARE;
  const others = isShared ? [`others used ${(othersShare * 100).toFixed(0)} % of the machine`] : [];
  return { dropped: [...dropped, ...others], warnings };
}

function sorted(findings: readonly Finding[]): Judgement {
  const textsOf = (isDisturbance: boolean) =>
    findings
      .filter((finding) => (finding.isDisturbance === true) === isDisturbance)
      .map(({ warning }) => warning);
  return { dropped: textsOf(true).map(reasonOf), warnings: textsOf(false) };
}

/** Without its cure, which is for a run that has to be repeated. */
function reasonOf(warning: string): string {
  return warning.split(": ", 1)[0] ?? warning;
}
