/** Whether one server has more of a counted, undesired event than another. Pure. */

import { gammaln } from "simple-statistics";

/** How often it happened, and how often it could have. */
export interface Occurrences {
  readonly count: number;
  readonly chances: number;
}

/**
 * The chance that `head` has this many or more if both servers are equally likely to have one: given the sum of both,
 * head's share is binomial. Przyborowski & Wilenski, "Homogeneity of Results in Testing Samples from Poisson Series"
 * (1940). It assumes independent events; for clustered ones it is only one of several conditions.
 */
export function moreThanChanceP(base: Occurrences, head: Occurrences): number {
  const share = head.chances / (base.chances + head.chances);
  return binomialUpperTail(base.count + head.count, share, head.count);
}

/** P(X >= hits) for `trials` that each succeed with probability `share`. */
export function binomialUpperTail(trials: number, share: number, hits: number): number {
  if (hits <= 0) return 1;
  if (hits > trials || share <= 0) return 0;
  if (share >= 1) return 1;
  // Summed on the side away from the mean, where the terms only decrease.
  if (hits <= trials * share) return 1 - binomialUpperTail(trials, 1 - share, trials - hits + 1);
  const odds = share / (1 - share);
  let term = Math.exp(logBinomial(trials, share, hits));
  let sum = 0;
  for (let hit = hits; hit <= trials && term > sum * 1e-16; hit++) {
    sum += term;
    term *= ((trials - hit) / (hit + 1)) * odds;
  }
  return Math.min(1, sum);
}

function logBinomial(trials: number, share: number, hits: number): number {
  const logWays = gammaln(trials + 1) - gammaln(hits + 1) - gammaln(trials - hits + 1);
  return logWays + hits * Math.log(share) + (trials - hits) * Math.log1p(-share);
}
