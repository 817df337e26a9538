/**
 * A verdict in words. "Worse by 10 %" is on the scale of the limit: 1.1 times the cost, or 1/1.1 of the
 * rate; a rate that halves is worse by 100 %.
 */

import { counted, formatNumber } from "../report/figures.ts";
import type { EffectInterval } from "../stats/effect.ts";
import { fewestFor } from "../stats/signed-rank.ts";
import type { Occurrences } from "../stats/counts.ts";
import type { MetricVerdict, Verdict } from "./comparison.ts";
import type { Excess, OneSided } from "./evidence.ts";
import type { Chances } from "./metrics.ts";

/** Of a share: 0.0512 is `5.12 %`. */
export const percent = (share: number): string => `${formatNumber(share * 100)} %`;

export function ratioReason(verdict: Verdict, effect: EffectInterval, allowed: number): string {
  const found = `${changeOf(effect.median)} (${spanOf(effect)})`;
  if (verdict !== "inconclusive") return `${found}; at most ${percent(allowed)} is allowed`;
  return `${found}; whether that exceeds the allowed ${percent(allowed)} is open`;
}

/** The head lacks it in too many pairs. */
export function oneSidedReason({ onlyBase, onlyHead }: OneSided): string {
  const reverse = onlyHead === 0 ? "never the reverse" : `the reverse in ${onlyHead}`;
  const pairs = counted(onlyBase, "pair", "pairs");
  return `in ${pairs} the base had it and the head had not, ${reverse}; chance does not explain it`;
}

/**
 * The smallest true regression that fails in 80 % of comparisons, as a share: it must exceed the allowed one by
 * `detectable`, the smallest difference that is recognised in 80 % of them.
 */
export const failingRegression = (detectable: number, maxRegression: number): number =>
  (1 + maxRegression) * (1 + detectable) - 1;

/** Independent pairs are seldom above it. */
export const MOST_AUTOCORRELATION = 0.3;

/** `a 0.12, b -0.03`, for each metric whose pairs have one above `least`. */
export function autocorrelationsOf(metrics: readonly MetricVerdict[], least = -Infinity): string {
  const told = metrics.flatMap(({ name, ratio }) => {
    const value = ratio?.autocorrelation;
    return value !== undefined && value > least ? [`${name} ${value.toFixed(2)}`] : [];
  });
  return told.join(", ");
}

/** More rounds are needed for the confidence that was asked for. */
export function tooFewReason(pairs: number, tail: number): string {
  const have = counted(pairs, "pair of rounds is", "pairs of rounds are");
  return `${have} too few: this confidence needs at least ${fewestFor(tail)}`;
}

export function unmeasuredReason(base: number | null, head: number | null): string {
  if (base === null && head === null) return "not measured on either side";
  if (base === null) return "not measured in the base";
  if (head === null) return "not measured in the head";
  return "never measured on both sides of one pair";
}

export function countReason(
  verdict: Verdict,
  excess: Excess,
  of: Chances,
  base: Occurrences,
  head: Occurrences,
): string {
  const before = base.count === 0 ? "none" : shareText(base, of);
  const found = `${shareText(head, of)}; the base had ${before}`;
  if (verdict === "pass") {
    return head.count + base.count === 0 ? `${shareText(head, of)}, and in the base` : found;
  }
  if (excess === "open") return `${found}, and one more pair must confirm it`;
  if (excess === "unconfirmed") return `${found}, but the next pair did not confirm it`;
  if (excess === "far" && base.count > 0) return `${found}, which is far less`;
  if (base.count === 0) return found;
  return verdict === "regressed"
    ? `${found}, and chance does not explain it`
    : `${found}, and chance may explain the difference`;
}

function shareText({ count, chances }: Occurrences, { one, many }: Chances): string {
  const events = count === 0 ? "none" : formatNumber(count);
  return `${events} in ${counted(chances, one, many)}`;
}

/** Of a log-ratio for the worse. */
function changeOf(worsening: number): string {
  if (worsening === 0) return "no change";
  return `${worsening > 0 ? "worse" : "better"} by ${percent(Math.expm1(Math.abs(worsening)))}`;
}

function spanOf({ low, high }: EffectInterval): string {
  const share = (worsening: number) => formatNumber(100 * Math.expm1(Math.abs(worsening)));
  if (low >= 0) return `${share(low)} to ${share(high)} % worse`;
  if (high <= 0) return `${share(high)} to ${share(low)} % better`;
  return `${share(low)} % better to ${share(high)} % worse`;
}
