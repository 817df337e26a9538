/**
 * When a running comparison may be judged. Judging after every round and stopping at the first alarm would raise
 * false alarms, so it is judged at fixed counts, each with its share of the allowed chance.
 */

/** Pairs of rounds after which the loop may stop. Fewer than ten prove nothing for five metrics. */
export const LOOK_ROUNDS: readonly number[] = [10, 16, 24, 40];

/** The looks and one more, since the budget may run out at any count. */
export const ANALYSES = LOOK_ROUNDS.length + 1;

/** Whether to judge after this many counted pairs. */
export const isLook = (pairs: number): boolean => LOOK_ROUNDS.includes(pairs);

/** The latest look reached with this many pairs; 0 if none. */
export const latestLook = (pairs: number): number =>
  LOOK_ROUNDS.findLast((look) => look <= pairs) ?? 0;

/**
 * Bonferroni's share of one look: over all looks together the chance of a false alarm stays below the rate. Simpler
 * than the spending functions of Lan & DeMets (1983), with the same guarantee and little loss of power.
 */
export const shareOfLook = (falseAlarmRate: number, analyses = ANALYSES): number =>
  falseAlarmRate / analyses;
