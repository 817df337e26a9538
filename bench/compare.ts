/**
 * Compares two stored files. Counts of what must not happen are judged directly; other figures only if the files have
 * rounds, with a caution, because the rounds are from different times. Results of different loads or
 * processors are refused.
 */

import type { Verdict } from "./comparison/comparison.ts";
import { allowedOf } from "./comparison/hypotheses.ts";
import { type Match, matchUp, otherDifferences } from "./comparison/matching.ts";
import { DEFAULT_METRICS } from "./comparison/metrics.ts";
import { moreThanChanceP } from "./stats/counts.ts";
import type { Measured } from "./comparison/stored.ts";
import {
  isBenchSpeed,
  SATURATED_SHARE,
  SHARE_METRICS,
  SPEED,
  type SpeedShares,
  speedSharesIn,
} from "./comparison/speed-limit.ts";
import type { Stored } from "./result/read.ts";
import {
  countVerdict,
  FEWEST_ROUNDS,
  unpairedRatio,
  type UnpairedRatio,
  verdictOn,
} from "./comparison/unpaired.ts";
import { MARKS, shareText } from "./report/comparison-words.ts";
import { alignedColumns, hanging } from "./report/columns.ts";
import { VERDICT_TONES } from "./report/comparison-text.ts";
import { formatMetric } from "./report/figures.ts";
import { PLAIN, printable, type TextStyle } from "./report/terminal.ts";
import { textOf, warningLines } from "./report/text.ts";
import type { Metric } from "./result/result.ts";

/** Counts of what must not happen. */
const COUNTS = ["lost", "duplicated", "out_of_order", "failed", "refused", "connections_lost"];
/** The chance of a false regression among all gated metrics, apart from the machine's drift between the two. */
const FALSE_ALARM_RATE = 0.05;

const DEFAULT_MAX_REGRESSION = 0.05;

/** How much worse a figure may be. */
export interface Limits {
  /** 0.05 allows 5 %. */
  readonly maxRegression?: number | undefined;
  /** 1.5 allows one and a half times the latency. */
  readonly maxLatencyRatio?: number | undefined;
}

export interface Compared {
  /** For the screen: the verdict, the tables and the cautions. */
  readonly text: string;
  readonly verdict: Verdict;
  /** The verdict in words, with its reasons. */
  readonly findings: readonly string[];
  /** Conclusions that the reader must not draw. */
  readonly cautions: readonly string[];
}

/** A metric of a match, as far as it can be judged. */
interface Row {
  readonly name: string;
  readonly was: Metric;
  readonly is: Metric;
  readonly isGated: boolean;
  /** How much worse it may be: 0.05 is 5 %. */
  readonly allowed: number;
  readonly ratio?: UnpairedRatio;
  readonly verdict?: Verdict;
}

/** @throws {BenchError} if the two do not measure the same thing */
export function compare(base: Stored, head: Stored, limits: Limits = {}, style = PLAIN): Compared {
  const matches = matchUp(base, head);
  const tables = matches.map((match) => ({ match, rows: rowsOf(match, limits) }));
  const rows = tables.flatMap((table) => table.rows);
  const failures = [
    ...matches.flatMap((match) => grown(match, "regressed")),
    ...matches.flatMap(newlyInvalid),
    ...matches.flatMap(noLongerMeasured),
    ...tables.flatMap(({ match, rows: own }) => worse(match, own)),
  ];
  const moreOften = matches.flatMap((match) => grown(match, "inconclusive"));
  const open = [
    ...moreOften,
    ...rows.filter((row) => row.isGated && row.verdict !== "pass").map(({ name }) => name),
    ...matches.flatMap(missing),
  ];
  const verdict = failures.length > 0 ? "regressed" : open.length > 0 ? "inconclusive" : "pass";
  const findings = findingsOf(verdict, failures, open, moreOften.length === 0);
  const cautions = [
    ...cautionsOf(rows),
    ...matches.flatMap(interruptions),
    ...matches.flatMap(ownSpeeds),
    ...otherDifferences(base, head),
  ];
  const { paint, columns } = style;
  const verdictLines = findings.flatMap((line) => hanging("", printable(line), columns));
  const text = textOf([
    verdictLines.map((line) => paint(VERDICT_TONES[verdict], line)),
    ...tables.map(({ match, rows: own }) => tableLines(match, own, style)),
    warningLines([{ whose: "", warnings: cautions }], style),
  ]);
  return { text, verdict, findings, cautions };
}

function rowsOf(match: Match, limits: Limits): Row[] {
  const [before, after] = match;
  const gated = gatedIn(match);
  return Object.entries(before.metrics).flatMap(([name, was]): Row[] => {
    const is = after.metrics[name];
    if (is === undefined) return [];
    const isGated = gated.has(name);
    const confidence = 1 - levelAmong(gated, isGated);
    const allowed = limitOf(name, limits);
    const ratio = unpairedRatio(before.rounds[name] ?? [], after.rounds[name] ?? [], {
      confidence,
    });
    const row = { name, was, is, isGated, allowed };
    if (ratio === undefined) return [row];
    return [{ ...row, ratio, verdict: verdictOn(ratio, is.better, allowed) }];
  });
}

/** What the second file gates, except a speed that is the bench's own. */
function gatedIn([before, after]: Match): ReadonlySet<string> {
  const isBenchs = isBenchSpeed(sharesOf(before), sharesOf(after));
  return isBenchs ? new Set([...after.gated].filter((name) => name !== SPEED)) : after.gated;
}

function sharesOf({ metrics }: Measured): SpeedShares | undefined {
  const figures = SHARE_METRICS.flatMap((name) => {
    const value = metrics[name]?.value ?? undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return speedSharesIn(Object.fromEntries(figures));
}

function limitOf(name: string, { maxRegression, maxLatencyRatio }: Limits): number {
  const limit = DEFAULT_METRICS.find((rule) => rule.name === name && rule.isGated)?.limit;
  const usual = maxRegression ?? DEFAULT_MAX_REGRESSION;
  return allowedOf(
    { limit: limit ?? "regression" },
    { maxRegression: usual, ...(maxLatencyRatio !== undefined && { maxLatencyRatio }) },
  );
}

/** The chance of a false alarm of one metric. */
function levelAmong(gated: ReadonlySet<string>, isGated = true): number {
  return FALSE_ALARM_RATE / (isGated ? Math.max(1, gated.size) : 1);
}

/** Faults with this verdict; in comparisons they are counted per round. */
function grown([before, after]: Match, wanted: Verdict): string[] {
  return COUNTS.flatMap((name) => {
    const [was, is] = [before, after].map(({ metrics, roundCount }) => ({
      count: metrics[name]?.value ?? 0,
      chances: roundCount,
    }));
    if (was === undefined || is === undefined) return [];
    if (countVerdict(was, is, FALSE_ALARM_RATE / COUNTS.length) !== wanted) return [];
    return [`${after.label}: ${name} went from ${was.count} to ${is.count}`];
  });
}

function newlyInvalid([before, after]: Match): string[] {
  return before.isValid && !after.isValid ? [`${after.label}: the second run is invalid`] : [];
}

/** Gated metrics that could not be measured in more rounds than chance explains. */
function noLongerMeasured(match: Match): string[] {
  const [before, after] = match;
  const gated = gatedIn(match);
  const roundsOf = ({ rounds, unmeasured }: Measured, name: string) => {
    const without = unmeasured[name] ?? 0;
    return { count: without, chances: without + (rounds[name]?.length ?? 0) };
  };
  return [...gated].flatMap((name) => {
    const [was, is] = [roundsOf(before, name), roundsOf(after, name)];
    if (was.chances === 0 || is.chances === 0) return [];
    if (moreThanChanceP(was, is) > levelAmong(gated)) return [];
    return [
      `${after.label}: ${name} could not be measured in ${is.count} of ${is.chances} rounds, before in ${was.count} of ${was.chances}`,
    ];
  });
}

/** Gated metrics that the second file lacks. */
function missing([before, after]: Match): string[] {
  return [...gatedIn([before, after])].flatMap((name) =>
    name in before.metrics && !(name in after.metrics) ? [`${name} (not in the second)`] : [],
  );
}

function worse([, after]: Match, rows: readonly Row[]): string[] {
  return rows
    .filter(({ isGated, verdict }) => isGated && verdict === "regressed")
    .map(
      (row) =>
        `${after.label}: ${row.name} ${change(row)}; at most ${shareText(row.allowed)} is allowed`,
    );
}

function findingsOf(
  verdict: Verdict,
  failures: readonly string[],
  open: readonly string[],
  isNoneMore: boolean,
): string[] {
  if (verdict === "regressed") {
    return failures.map((failure) => `${MARKS.regressed} FAILED: ${failure}`);
  }
  const faults = isNoneMore
    ? "No more events were lost or duplicated than before"
    : "What happened more often may be chance";
  const undecided = `; undecided: ${[...new Set(open)].join(", ")}`;
  return [`${MARKS[verdict]} ${verdict}. ${faults}${open.length > 0 ? undecided : ""}.`];
}

function cautionsOf(rows: readonly Row[]): string[] {
  if (rows.every(({ ratio }) => ratio === undefined)) {
    return [
      `One run each, or fewer than ${FEWEST_ROUNDS} rounds: a difference in the other figures may be noise.`,
    ];
  }
  return [
    "The rounds were measured at different times and are not paired: the interval does not cover what the machine did in between.",
    "To know whether the code is the cause, measure both now: bun run bench ab --base REF.",
  ];
}

function interruptions([before, after]: Match): string[] {
  const told = (one: Measured, where: string) =>
    one.isPartial
      ? [`${one.label} was interrupted in the ${where} file: its counts are partial.`]
      : [];
  return [...told(before, "first"), ...told(after, "second")];
}

function ownSpeeds(match: Match): string[] {
  const [, { label, gated }] = match;
  if (!gated.has(SPEED) || gatedIn(match).has(SPEED)) return [];
  return [
    `${label}: the server used less than ${SATURATED_SHARE} of a core at full speed, so ${SPEED} is the bench's own and fails nothing.`,
  ];
}

function tableLines([before, after]: Match, rows: readonly Row[], { paint }: TextStyle): string[] {
  const lines = rows.map(({ verdict, ...row }) => [
    ...[row.name, formatMetric(row.was), formatMetric(row.is), change(row)].map(printable),
    verdict === undefined ? "" : paint(VERDICT_TONES[verdict], `${MARKS[verdict]} ${verdict}`),
  ]);
  const title = before.label === after.label ? before.label : `${before.label}, ${after.label}`;
  const head = ["metric", "first", "second", "change", ""].map((text) => paint("quiet", text));
  const table = alignedColumns([head, ...lines], new Set([1, 2]));
  return [paint("strong", printable(title)), ...table.map((line) => `  ${line}`)];
}

/** The size and direction of a change; with rounds, that of their medians, with the interval. */
function change({ was, is, ratio }: Row): string {
  if (ratio !== undefined) return `${changeBy(ratio.median, was)} (${spanOf(ratio)})`;
  if (was.value === is.value) return "same";
  if (was.value === null || is.value === null || was.value === 0) return "–";
  return changeBy(is.value / was.value, was);
}

function changeBy(ratio: number, { better }: Metric): string {
  if (signed((ratio - 1) * 100) === "0.0") return "same";
  const isBetter = ratio < 1 === (better === "lower");
  return `${signed((ratio - 1) * 100)} % ${isBetter ? "better" : "worse"}`;
}

function spanOf({ low, high }: UnpairedRatio): string {
  return [low, high].map((ratio) => signed((ratio - 1) * 100)).join(" to ");
}

/** What rounds to nothing has no sign. */
function signed(percent: number): string {
  const text = percent.toFixed(1);
  if (Number(text) === 0) return "0.0";
  return percent > 0 ? `+${text}` : text;
}
