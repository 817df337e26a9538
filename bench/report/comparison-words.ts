/** Words that all reports of a comparison share: verdict, sides, changes, and what remains unknown. */

import type { Comparison, MetricVerdict, Side, Verdict } from "../comparison/comparison.ts";
import { autocorrelationsOf, failingRegression } from "../comparison/reasons.ts";
import { isBenchSpeed, SPEED, type SpeedShares, speedShares } from "../comparison/speed-limit.ts";
import { counted, formatMetric, formatNumber } from "./figures.ts";

/** Distinct in shape, so that colour is not needed. */
export const MARKS: Readonly<Record<Verdict, string>> = {
  regressed: "✗",
  pass: "✓",
  inconclusive: "?",
};

const SHORT_COMMIT = 7;
/** Most names in the headline, which is one line. */
const MOST_NAMES = 6;

/** The verdict and its reason in one line. */
export function headlineOf({ verdict, metrics, config, isPartial, rounds }: Comparison): string {
  const gated = gatedOf(metrics);
  const deciding = gated.filter((metric) => metric.verdict === verdict);
  const why = verdict === "pass" ? passing(gated, config.maxRegression) : among(deciding, gated);
  const partial = isPartial ? `; interrupted after ${counted(rounds.length, "round")}` : "";
  return `${MARKS[verdict]} ${verdict}: ${why}${partial}`;
}

function passing(gated: readonly MetricVerdict[], maxRegression: number): string {
  if (gated.length === 0) return "no metric is gated";
  const all = gated.length === 1 ? "the gated metric is" : `all ${gated.length} gated metrics are`;
  const own = gated.flatMap(({ name, allowed }) =>
    allowed === undefined ? [] : `${name} by less than ${shareText(allowed)}`,
  );
  const limits = [shareText(maxRegression), ...own].join(", ");
  return `${all} better, the same, or worse by less than ${limits}`;
}

function among(deciding: readonly MetricVerdict[], gated: readonly MetricVerdict[]): string {
  const [first, ...more] = deciding;
  if (first === undefined) return "no gated metric was measured";
  if (more.length === 0) return `${first.name}: ${first.reason}`;
  const names = deciding.slice(0, MOST_NAMES).map(({ name }) => name);
  const rest = deciding.length - names.length;
  const shown = [...names, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
  return `${deciding.length} of ${gated.length} gated metrics: ${shown}`;
}

/** The gated metrics that do not pass, except one that the headline already explains. */
export function stillToSay({ metrics, verdict }: Comparison): MetricVerdict[] {
  const open = gatedOf(metrics).filter((metric) => metric.verdict !== "pass");
  const deciding = open.filter((metric) => metric.verdict === verdict);
  return deciding.length === 1 ? open.filter((metric) => metric.verdict !== verdict) : open;
}

export function gatedOf(metrics: readonly MetricVerdict[]): MetricVerdict[] {
  return metrics.filter(({ isGated }) => isGated);
}

export function advisoryOf(metrics: readonly MetricVerdict[]): MetricVerdict[] {
  return metrics.filter(({ isGated }) => !isGated);
}

/** `main (a1b2c3d)`, and whether there are uncommitted changes. */
export function sideText({ name, commit, isDirty = false }: Side): string {
  const parts = [
    ...(commit === undefined || commit === name ? [] : [commit.slice(0, SHORT_COMMIT)]),
    ...(isDirty ? ["with uncommitted changes"] : []),
  ];
  return parts.length === 0 ? name : `${name} (${parts.join(", ")})`;
}

/** A decided metric is no longer measured, so it may have fewer rounds than the comparison. */
export function roundsText({ rounds, dropped, elapsedS, config, metrics }: Comparison): string {
  const fewest = Math.min(...gatedOf(metrics).flatMap(({ ratio }) => ratio?.pairs ?? []));
  const least = fewest < rounds.length ? `, at least ${fewest} per metric` : "";
  const counts = `${counted(rounds.length, "paired round")}${least}`;
  const without = dropped.length === 0 ? "none dropped" : `${dropped.length} more dropped`;
  return `${counts}, ${without}; ${formatNumber(Math.round(elapsedS))} s of a budget of ${formatNumber(config.budgetS)} s`;
}

export function loadText({ config }: Comparison): string {
  const { connections, rate, durationS, sizeBytes, workers } = config;
  return `${counted(connections, "connection")}, ${formatNumber(rate)}/s, ${formatNumber(durationS)} s per part, ${formatNumber(sizeBytes)} B, ${counted(workers, "client process", "client processes")}`;
}

/** A side's figure with its unit, or a dash if it could not be measured. */
export function figureText({ unit, better }: MetricVerdict, value: number | null): string {
  return value === null ? "–" : formatMetric({ value, unit, better });
}

/** `+12.1 % (+8.9 to +15.2)`, or `+12.1 % (one pair)`; for a count, the difference. */
export function changeText({ ratio, base, head, unit }: MetricVerdict): string {
  if (ratio !== undefined) {
    const median = `${signedPercent(ratio.median)} %`;
    if (ratio.low === null || ratio.high === null) return `${median} (one pair)`;
    return `${median} (${signedPercent(ratio.low)} to ${signedPercent(ratio.high)})`;
  }
  if (base === null || head === null) return "–";
  if (base === head) return "none";
  return `${head > base ? "+" : ""}${formatNumber(head - base)} ${unit}`;
}

function signedPercent(ratio: number): string {
  const text = ((ratio - 1) * 100).toFixed(1);
  if (Number(text) === 0) return "0.0";
  return text.startsWith("-") ? text : `+${text}`;
}

/** `3.1 %`, or a dash if it is unknown. */
export function shareText(share: number | null | undefined): string {
  return share === null || share === undefined ? "–" : `${Number((share * 100).toPrecision(2))} %`;
}

/** `≥ 8.3 %`, or a dash for what cannot fail, or if it is unknown. */
export function failsFromText(
  { ratio, isGated, allowed }: MetricVerdict,
  maxRegression: number,
): string {
  const detectable = ratio?.smallestDetectable;
  if (!isGated || detectable === null || detectable === undefined) return "–";
  return `≥ ${shareText(failingRegression(detectable, allowed ?? maxRegression))}`;
}

/** `±2.1 %`. */
export function noiseText({ ratio }: MetricVerdict): string {
  return ratio?.noiseFloor === undefined ? "–" : `±${shareText(ratio.noiseFloor)}`;
}

/** What the verdict does not cover, so that nobody reads too much into it. */
export function limitsOf(comparison: Comparison): string[] {
  const { config, metrics, head, base, isPartial } = comparison;
  const gated = gatedOf(metrics);
  return [
    "The verdict holds for this machine and this load; others may differ.",
    "A regression smaller than “detectable” would have gone unnoticed; one smaller than “fails from” would have failed in fewer than 80 % of cases.",
    `At most ${percent(config.falseAlarmRate)} of comparisons without a change end as regressed.${coverageOf(gated)}`,
    ...aboutEarlyEnds(gated),
    ...aboutNeighbours(gated),
    ...aboutSpeed(comparison),
    "Advisory metrics never fail a comparison: they vary too much from round to round.",
    ...([base, head].some(({ isDirty }) => isDirty === true)
      ? ["A side had uncommitted changes, so its name is not enough to measure it again."]
      : []),
    ...(isPartial
      ? ["The comparison was interrupted; more rounds might have settled what is open."]
      : []),
  ];
}

function coverageOf(gated: readonly MetricVerdict[]): string {
  const sure = Math.min(...gated.flatMap(({ ratio }) => ratio?.confidence ?? []));
  if (!Number.isFinite(sure) || sure <= 0) return "";
  return ` An interval contains the true change in at least ${percent(sure)} of comparisons, whichever look ends them.`;
}

/** A comparison ends once a change looks large enough, which is sooner if chance has added to it. */
function aboutEarlyEnds(gated: readonly MetricVerdict[]): string[] {
  if (!gated.some(({ ratio, verdict }) => verdict === "regressed" && ratio !== undefined))
    return [];
  return [
    "A regression that is found early appears larger than it is: in simulations, one of 7 % found after ten pairs was measured as 9.4 % on average.",
  ];
}

function aboutNeighbours(gated: readonly MetricVerdict[]): string[] {
  const told = autocorrelationsOf(gated);
  if (told === "") return [];
  return [
    `Pairs are taken to be independent of their neighbours. Their lag-1 autocorrelation: ${told}.`,
  ];
}

/** Whose speed the deliveries per second are. */
function aboutSpeed({ rounds, metrics }: Comparison): string[] {
  const [base, head] = [speedShares(rounds, "base"), speedShares(rounds, "head")];
  if (base === undefined || head === undefined) return [];
  const cores = ({ server, bench }: SpeedShares) =>
    `the server used ${server.toFixed(2)} of a core and the bench ${bench.toFixed(2)}`;
  const found = `At full speed, ${cores(base)} (base), ${cores(head)} (head)`;
  if (!isBenchSpeed(base, head)) return [`${found}.`];
  const isGated = metrics.some((metric) => metric.name === SPEED && metric.isGated);
  const so = isGated ? "" : ", and cannot fail; CPU time per delivery can";
  return [`${found}: ${SPEED} is the bench's own speed${so}.`];
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
