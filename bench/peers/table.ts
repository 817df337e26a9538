/** Peers side by side: the cells and sentences that all reports share, and the Markdown. Pure. */

import { SATURATED_SHARE, SHARE_METRIC, SPEED } from "../comparison/speed-limit.ts";
import { counted, formatNumber } from "../report/figures.ts";
import type { Interval } from "../report/plots/forest.ts";
import type { ScenarioResult } from "../result/result.ts";
import { type Figure, FIGURES } from "../rounds/figures.ts";
import { BASE_NAME } from "./results.ts";

export function peersMarkdown(results: readonly ScenarioResult[]): string {
  const columns = shownFigures(results);
  const head = ["", ...columns.map(({ label }) => label)];
  const rule = ["---", ...columns.map(() => "---:")];
  const rows = measured(results).map((result) => markdownRow(result, columns));
  const table = [head, rule, ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`);
  return [
    `## ${headline(results)}`,
    "",
    ...sentences(results).map((line) => `- ${line}`),
    "",
    ...(columns.length === 0 ? [] : [...table, ""]),
    ...notes(results).map((line) => `- ${line}`),
    "",
  ].join("\n");
}

function markdownRow(result: ScenarioResult, columns: readonly Figure[]): string[] {
  const cells = columns.map((figure) =>
    [valueCell(result, figure), ratioCell(result, figure)].filter((text) => text).join("<br>"),
  );
  return [labelOf(result), ...cells];
}

export function headline(results: readonly ScenarioResult[]): string {
  const [any] = results;
  if (any === undefined) return "peers: none";
  const { connections, rate, sizeBytes } = any.config;
  const rounds = Math.max(0, ...measured(results).map(roundsOf));
  const invalid = results.filter(({ valid }) => !valid).map(({ target }) => target);
  const state = [invalid.length === 0 ? "valid" : `INVALID for ${invalid.join(", ")}`];
  if (results.some(({ partial }) => partial)) state.push("interrupted: PARTIAL");
  return (
    `peers: ${counted(measured(results).length, "server", "servers side by side")}, ${counted(connections, "connection")}, ` +
    `${formatNumber(sizeBytes)} B, ${formatNumber(rate)}/s and saturated, ` +
    `${counted(rounds, "round", "interleaved rounds")}: ${state.join(", ")}`
  );
}

/** Who leads in which figures, and whether everything was delivered. */
export function sentences(results: readonly ScenarioResult[]): string[] {
  const base = measured(results).find(({ target }) => target === BASE_NAME);
  if (base === undefined) return ["no round was completed, so there is nothing to compare"];
  // This hub's own WebSocket is not another server.
  const others = measured(results).filter(
    (result) => result !== base && result.transport === base.transport,
  );
  return [...leaders(others), deliverySentence(measured(results))];
}

function leaders(others: readonly ScenarioResult[]): string[] {
  const groups = Map.groupBy(
    shownFigures(others).filter((figure) => others.some((other) => ratioOf(other, figure))),
    (figure) => leaderIn(figure, others),
  );
  const labelsOf = (figures: readonly Figure[]) => figures.map(({ label }) => label).join(", ");
  const best = [...groups].flatMap(([leader, figures]) =>
    leader === undefined ? [] : [`${leader} in ${labelsOf(figures)}`],
  );
  const close = groups.get(undefined) ?? [];
  return [
    ...(best.length === 0 ? [] : [`best: ${best.join("; ")}`]),
    ...(close.length === 0 ? [] : [`too close to call: ${labelsOf(close)}`]),
  ];
}

/** The best of all; `undefined` if the interval of the best other server includes this hub. */
function leaderIn(figure: Figure, others: readonly ScenarioResult[]): string | undefined {
  const sign = figure.better === "lower" ? 1 : -1;
  const rivals = others.flatMap((result) => {
    const ratio = ratioOf(result, figure);
    return ratio === undefined ? [] : [{ target: result.target, ratio }];
  });
  const [best] = rivals.toSorted((a, b) => sign * (a.ratio.median - b.ratio.median));
  if (best === undefined) return undefined;
  const { median, low, high } = best.ratio;
  if (low <= 1 && high >= 1) return undefined;
  return sign * (median - 1) > 0 ? BASE_NAME : best.target;
}

export function deliverySentence(results: readonly ScenarioResult[]): string {
  const faults = results.flatMap(({ target, metrics: { lost, duplicated } }) => {
    if (!lost?.value && !duplicated?.value) return [];
    return [
      `${target} lost ${formatNumber(lost?.value ?? 0)} and duplicated ${formatNumber(duplicated?.value ?? 0)}`,
    ];
  });
  const expected = results.map(({ metrics }) => metrics.delivered_ratio?.samples ?? 0);
  const total = expected.reduce((all, one) => all + one, 0);
  const what = faults.length === 0 ? "0 lost, 0 duplicated" : faults.join(", ");
  return `${counted(total, "delivery", "deliveries")} expected in all, ${what}`;
}

/** Who is missing and why, every warning, and how to read the table. */
function notes(results: readonly ScenarioResult[]): string[] {
  return [...warningsOf(results).map((warning) => `! ${warning}`), ...readings(results)];
}

export function warningsOf(results: readonly ScenarioResult[]): string[] {
  return results.flatMap(({ target, warnings }) => warnings.map((text) => `${target}: ${text}`));
}

/** Explains the marks of the table. */
export function readings(results: readonly ScenarioResult[]): string[] {
  if (measured(results).length === 0) return [];
  const bounds = measured(results).filter(isLowerBound);
  const bounded = bounds.map(({ target }) => target).join(", ");
  const each = bounds.some((one) => threadsIn(one) > 1) ? " for each thread" : "";
  return [
    ...(bounds.length === 0
      ? []
      : [
          `≥: ${bounded} did not use a whole core${each} while saturated: clients, publishers or the disk ` +
            "limited the rate, and the server may reach more",
        ]),
    "deliveries/CPU s: deliveries per second of the server's CPU time while saturated, which is what one core of its own could do",
    "×: a server's figure divided by this hub's in the same round, median [95 % bootstrap interval]",
  ];
}

/** What the threads are called of servers that can have several. */
const THREADED: ReadonlyMap<string, string> = new Map([
  ["hub", "thread"],
  ["hub-ws", "thread"],
  ["nchan", "worker"],
]);

/** `nchan, 4 workers`, if `--hub-threads` gave it several; otherwise only its name. */
export function labelOf(result: ScenarioResult): string {
  const { target, config } = result;
  const noun = THREADED.get(target);
  if (config.hubThreads === undefined || noun === undefined) return target;
  return `${target}, ${counted(config.hubThreads, noun)}`;
}

/** How many cores it can use. */
function threadsIn({ target, config: { hubThreads = 1 } }: ScenarioResult): number {
  return THREADED.has(target) ? hubThreads : 1;
}

export function measured(results: readonly ScenarioResult[]): ScenarioResult[] {
  return results.filter(({ metrics }) => Object.keys(metrics).length > 0);
}

export function shownFigures(results: readonly ScenarioResult[]): Figure[] {
  return FIGURES.filter(({ name }) => results.some(({ metrics }) => metrics[name] !== undefined));
}

function roundsOf({ metrics }: ScenarioResult): number {
  return metrics.deliveries_per_second?.samples ?? 0;
}

function isLowerBound(result: ScenarioResult): boolean {
  const share = result.metrics[SHARE_METRIC]?.value;
  return typeof share === "number" && share < SATURATED_SHARE * threadsIn(result);
}

export function valueCell(result: ScenarioResult, { name }: Figure): string {
  const value = result.metrics[name]?.value;
  if (value === undefined || value === null) return "–";
  const isBound = name === SPEED && isLowerBound(result);
  return `${isBound ? "≥ " : ""}${formatNumber(value)}`;
}

export function ratioCell(result: ScenarioResult, figure: Figure): string {
  const [median, low, high] = ratioParts(result, figure);
  if (median === undefined) return "";
  const interval =
    low === undefined || high === undefined ? "" : ` [${formatNumber(low)}–${formatNumber(high)}]`;
  return `${formatNumber(median)}×${interval}`;
}

/** A figure relative to this hub's; `undefined` for the hub itself, and without an interval, as after one round. */
export function ratioOf(result: ScenarioResult, figure: Figure): Interval | undefined {
  const [median, low, high] = ratioParts(result, figure);
  if (median === undefined || low === undefined || high === undefined) return undefined;
  return { median, low, high };
}

function ratioParts({ metrics }: ScenarioResult, { name }: Figure): (number | undefined)[] {
  return ["", ".low", ".high"].map((end) => metrics[`ratio.${name}${end}`]?.value ?? undefined);
}

/** A bar would end the cell. */
function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
