/**
 * Whether a round may count. It is dropped for what the machine or the bench did to it, and never for what
 * the server did: a server that is slow would else be spared its slowest rounds.
 */

import type { Finding } from "../scenarios/validity.ts";

/** Others used more than this share of the machine. */
const MAX_OTHERS_SHARE = 0.1;
/** The bench's own process stood still for longer than this while it had little to do. */
const MAX_LAG_MS = 250;

/** What of the checks that every run has to pass is the machine's doing or the bench's; the rest is told. */
const DISTURBANCES = [
  /^the host took \d+ % of the machine/,
  /^the machine was \d+ % busy before/,
  /^a client process stood still/,
];
/** Below it a host's theft is told, and above it the round is dropped. */
const NOTED_ONLY = /^the host took/;

export interface Judgement {
  /** Why the round may not count; none, and it does. */
  readonly dropped: readonly string[];
  /** What is told of it all the same. */
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
  const told = findings.filter((finding) => !isDisturbance(finding));
  return {
    dropped: findings.filter(isDisturbance).map(({ warning }) => reasonOf(warning)),
    warnings: told.map(({ warning }) => warning),
  };
}

function isDisturbance({ warning, isInvalid }: Finding): boolean {
  if (NOTED_ONLY.test(warning)) return isInvalid;
  return DISTURBANCES.some((pattern) => pattern.test(warning));
}

/** Without its cure, which is for a run that has to be repeated. */
function reasonOf(warning: string): string {
  return warning.split(": ", 1)[0] ?? warning;
}
