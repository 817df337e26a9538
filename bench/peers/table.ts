/** The peers side by side, as text for the screen and as Markdown: a pure function of their results. */

import { formatNumber } from "../report/figures.ts";
import type { Interval } from "../report/plots/forest.ts";
import type { ScenarioResult } from "../result/result.ts";
import { type Figure, FIGURES } from "../rounds/figures.ts";
import { BASE_NAME, SATURATED_SHARE, SHARE_METRIC } from "./results.ts";

/** The table and what a reader must know of it, for the screen. */
export function peersText(results: readonly ScenarioResult[]): string {
  const columns = shownFigures(results);
  const rows = [
    ["", ...columns.map(({ label }) => label)],
    ...measured(results).flatMap((result) => {
      const ratios = columns.map((figure) => ratioCell(result, figure));
      const row = [result.target, ...columns.map((figure) => valueCell(result, figure))];
      return ratios.every((ratio) => ratio === "") ? [row] : [row, ["", ...ratios]];
    }),
  ];
  const lines = [headline(results), ...sentences(results).map((line) => `  ${line}`)];
  const table = columns.length === 0 ? [] : ["", ...aligned(rows)];
  return `\n${[...lines, ...table, "", ...notes(results).map((line) => `  ${line}`)].join("\n")}\n`;
}

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
  return [result.target, ...cells];
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
    `peers: ${measured(results).length} servers side by side, ${formatNumber(connections)} connections, ` +
    `events of ${formatNumber(sizeBytes)} B, ${formatNumber(rate)}/s and saturated, ` +
    `${rounds === 1 ? "1 round" : `${formatNumber(rounds)} rounds interleaved`}: ${state.join(", ")}`
  );
}

/** This hub's own figures, where it stands against the best other, and whether all had everything. */
function sentences(results: readonly ScenarioResult[]): string[] {
  const base = measured(results).find(({ target }) => target === BASE_NAME);
  if (base === undefined) return ["no round was complete: nothing to compare"];
  // This hub's own WebSocket is no other server.
  const others = measured(results).filter(
    (result) => result !== base && result.transport === base.transport,
  );
  return [
    `${BASE_NAME}: ${shownFigures([base])
      .map((figure) => `${figure.label} ${valueCell(base, figure)}`)
      .join(", ")}`,
    ...(others.length === 0 ? [] : [`best of the others: ${bestOthers(others)}`]),
    deliverySentence(measured(results)),
  ];
}

function bestOthers(others: readonly ScenarioResult[]): string {
  return shownFigures(others)
    .flatMap((figure) => {
      const [best] = others
        .filter(({ metrics }) => metrics[`ratio.${figure.name}`] !== undefined)
        .toSorted((a, b) => orderOf(a, figure) - orderOf(b, figure));
      return best === undefined
        ? []
        : [`${figure.label} ${best.target} ${ratioCell(best, figure)}`];
    })
    .join(", ");
}

/** Smaller is better. */
function orderOf({ metrics }: ScenarioResult, { name, better }: Figure): number {
  const value = metrics[`ratio.${name}`]?.value ?? Infinity;
  return better === "lower" ? value : -value;
}

export function deliverySentence(results: readonly ScenarioResult[]): string {
  const faults = results.flatMap(({ target, metrics: { lost, duplicated } }) => {
    if (!lost?.value && !duplicated?.value) return [];
    return [
      `${target} lost ${formatNumber(lost?.value ?? 0)} and duplicated ${formatNumber(duplicated?.value ?? 0)}`,
    ];
  });
  const expected = results.map(({ metrics }) => metrics.delivered_ratio?.samples ?? 0);
  const total = formatNumber(expected.reduce((all, one) => all + one, 0));
  const what = faults.length === 0 ? "0 lost, 0 duplicated by any" : faults.join("; ");
  return `of ${total} deliveries in all: ${what}`;
}

/** Who is missing and why, every warning, and how to read the table. */
function notes(results: readonly ScenarioResult[]): string[] {
  return [...warningsOf(results).map((warning) => `! ${warning}`), ...readings(results)];
}

export function warningsOf(results: readonly ScenarioResult[]): string[] {
  return results.flatMap(({ target, warnings }) => warnings.map((text) => `${target}: ${text}`));
}

/** What the marks of the table mean. */
export function readings(results: readonly ScenarioResult[]): string[] {
  const bounds = measured(results).filter(isLowerBound);
  const bounded = bounds.map(({ target }) => target).join(", ");
  return [
    ...(bounds.length === 0
      ? []
      : [
          `≥: ${bounded} did not get or need a whole core while saturated: ` +
            "clients, publishers and the disk set that rate too, and the server may reach more",
        ]),
    "a CPU second: saturated deliveries for each second of CPU time that the server spent on them, which is what a core of its own could do",
    `×: a peer's figure over this hub's of the same round, median [95 % bootstrap interval]`,
  ];
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

function isLowerBound({ metrics }: ScenarioResult): boolean {
  const share = metrics[SHARE_METRIC]?.value;
  return typeof share === "number" && share < SATURATED_SHARE;
}

export function valueCell(result: ScenarioResult, { name }: Figure): string {
  const value = result.metrics[name]?.value;
  if (value === undefined || value === null) return "–";
  const isBound = name === "deliveries_per_second" && isLowerBound(result);
  return `${isBound ? "≥ " : ""}${formatNumber(value)}`;
}

export function ratioCell(result: ScenarioResult, figure: Figure): string {
  const ratio = ratioOf(result, figure);
  if (ratio === undefined) return "";
  const [median, low, high] = [ratio.median, ratio.low, ratio.high].map(formatNumber);
  return `${median}× [${low}–${high}]`;
}

/** A figure over this hub's; of the hub itself there is none. */
export function ratioOf({ metrics }: ScenarioResult, { name }: Figure): Interval | undefined {
  const [median, low, high] = ["", ".low", ".high"].map(
    (end) => metrics[`ratio.${name}${end}`]?.value ?? undefined,
  );
  if (median === undefined || low === undefined || high === undefined) return undefined;
  return { median, low, high };
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

/** A bar would end the cell. */
function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
