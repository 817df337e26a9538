/**
 * When a comparison that goes on may be judged. Judging after every round and stopping at the first alarm
 * would raise false ones; here it happens at fixed counts, and each has its share of the allowed chance.
 */

/** Pairs of rounds after which the loop may stop. Fewer than ten prove nothing of five metrics. */
export const LOOK_ROUNDS: readonly number[] = [10, 16, 24, 40];

/** The looks, and one more: the end may come at any count, when the budget is spent. */
export const ANALYSES = LOOK_ROUNDS.length + 1;

/** Whether so many pairs that count are a moment to judge. */
export const isLook = (pairs: number): boolean => LOOK_ROUNDS.includes(pairs);

/** The latest look that so many pairs have come to; 0 where there was none yet. */
export const latestLook = (pairs: number): number =>
  LOOK_ROUNDS.findLast((look) => look <= pairs) ?? 0;

/**
 * Bonferroni's share of one look: over all of them together the chance of a false alarm stays under the
 * rate. Plainer than the spending functions of Lan & DeMets (1983), and as sure; it costs little power.
 */
export const shareOfLook = (falseAlarmRate: number, analyses = ANALYSES): number =>
  falseAlarmRate / analyses;
