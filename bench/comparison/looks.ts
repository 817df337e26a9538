/**
 * When a running comparison may be judged. Judging after every round and stopping at the first alarm would raise
 * false alarms, so it is judged at fixed counts, each with its share of the allowed chance.
 */

/** Pairs of rounds after which the loop may stop. Fewer than ten prove nothing for five metrics. */
export const LOOK_ROUNDS: readonly number[] = [10, 16, 24, 40];

/** When one comparison is judged. */
export interface LookPlan {
  /** Counts of pairs, ascending. */
  readonly looks: readonly number[];
  /** How often it is judged at most: at each look and at the end. */
  readonly analyses: number;
}

/** All looks, and the end, since the budget may run out at any count. */
export const ALL_LOOKS: LookPlan = { looks: LOOK_ROUNDS, analyses: LOOK_ROUNDS.length + 1 };

/** The plan of a comparison that is judged only once, after its last round. */
export const ONLY_THE_END: LookPlan = { looks: [], analyses: 1 };

/**
 * The plan of a comparison that has `pairs` pairs and time for `more`. Looks that it will not reach get no share of the
 * allowed chance. The plan is made at the first look and then kept. It may depend on how long the pairs took, but not on
 * their figures: exchanging base and head would change the sign of a pair's difference but not how long it took, so the
 * test of the signs stays as exact as with looks that were fixed in advance.
 */
export function planOfLooks(pairs: number, more: number): LookPlan {
  const looks = LOOK_ROUNDS.filter((look) => look <= pairs + more);
  return { looks, analyses: looks.length + (more > 0 || looks.length === 0 ? 1 : 0) };
}

/** Whether it is time to make the plan. */
export const isFirstLook = (pairs: number): boolean => pairs === LOOK_ROUNDS[0];

/** The latest look reached with this many pairs; 0 if none. */
export const latestLook = ({ looks }: LookPlan, pairs: number): number =>
  looks.findLast((look) => look <= pairs) ?? 0;

/**
 * Bonferroni's share of one look: over all looks together the chance of a false alarm stays below the rate. Simpler
 * than the spending functions of Lan & DeMets (1983), with the same guarantee and little loss of power.
 */
export const shareOfLook = (falseAlarmRate: number, analyses: number): number =>
  falseAlarmRate / analyses;
