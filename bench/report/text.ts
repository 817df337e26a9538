/**
 * A result as text for the screen: for each scenario the verdict, the answers, the latencies and the other figures,
 * each once; then the thresholds, the environment and, last, the warnings.
 */

import type {
  BenchResult,
  Environment,
  Metric,
  Metrics,
  ScenarioResult,
} from "../result/result.ts";
import { alignedColumns, alignedDecimals, hanging } from "./columns.ts";
import { MARKS } from "./comparison-words.ts";
import { counted, formatInterval, formatJudged, formatMetric, formatNumber } from "./figures.ts";
import { percentileTables } from "./percentile-table.ts";
import { familiesOf, isLevelOf } from "./sentence.ts";
import { account } from "./sentences.ts";
import { answers, headline } from "./summary.ts";
import { PLAIN, printable, type TextStyle } from "./terminal.ts";

const INDENT = "  ";
/** None of these may happen even once. */
const FAULTS = ["lost", "duplicated", "out_of_order"];

export function textReport(result: BenchResult, style = PLAIN): string {
  const { environment, scenarios } = result;
  const blocks = [
    ...scenarios.flatMap((scenario) => scenarioBlocks(scenario, style)),
    thresholdLines(result, style),
    footLines(environment, style),
    warningLines(
      scenarios.map(({ name, warnings }) => ({ whose: name, warnings })),
      style,
    ),
  ];
  return textOf(blocks);
}

/** Blocks with an empty line between them. */
export function textOf(blocks: readonly (readonly string[])[]): string {
  const shown = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `\n${shown.join("\n\n")}\n`;
}

/** The environment, for the screen. */
export function footLines(environment: Environment, { paint, columns }: TextStyle): string[] {
  const lines = hanging("", printable(environmentLine(environment)), columns);
  return lines.map((line) => paint("quiet", line));
}

export function environmentLine(environment: Environment): string {
  const { startedAt, bun, cpu, cpus, memoryGib, os } = environment;
  return `${startedAt}, Bun ${bun}, ${os}, ${cpus} × ${cpu}, ${formatNumber(memoryGib)} GiB`;
}

/** One line per warning, however many scenarios have it; they are named if there are several. */
export function warningLines(
  sources: readonly { readonly whose: string; readonly warnings: readonly string[] }[],
  { paint, columns }: TextStyle,
): string[] {
  const whoseOf = Map.groupBy(
    sources.flatMap(({ whose, warnings }) => warnings.map((warning) => ({ whose, warning }))),
    ({ warning }) => warning,
  );
  return [...whoseOf].flatMap(([warning, told]) => {
    const names = [...new Set(told.map(({ whose }) => whose))].join(", ");
    const text = sources.length > 1 ? `${names}: ${warning}` : warning;
    return hanging("! ", printable(text), columns).map((line) => paint("caution", line));
  });
}

function scenarioBlocks(scenario: ScenarioResult, style: TextStyle): string[][] {
  const { paint, columns } = style;
  const { lines, owns } = answers(scenario);
  const unsaid = Object.entries(scenario.metrics).filter(([name]) => !owns(name));
  const rest = { ...scenario, metrics: Object.fromEntries(unsaid) };
  const [accounted] = account.say(scenario.metrics);
  const isFaulty = FAULTS.some((name) => (scenario.metrics[name]?.value ?? 0) > 0);
  const isTrusted = scenario.valid && !scenario.partial;
  const tone = isTrusted ? "good" : "bad";
  const mark = isTrusted ? MARKS.pass : MARKS.regressed;
  return [
    [
      ...hanging(`${mark} `, printable(headline(scenario)), columns).map((line) =>
        paint(tone, line),
      ),
      ...lines.flatMap((line) =>
        hanging(INDENT, printable(line), columns).map((part) =>
          isFaulty && line === accounted ? paint("bad", part) : part,
        ),
      ),
    ],
    ...percentileTables(rest, { paint, columns: columns - INDENT.length }).map((table) =>
      table.map((line) => INDENT + line),
    ),
    figureLines(rest.metrics, style),
    intervalLines(scenario, style),
  ];
}

/** How certain the figures are: name, interval, unit. */
function intervalLines({ metrics, config }: ScenarioResult, { paint }: TextStyle): string[] {
  const rows = Object.entries(metrics).flatMap(([name, metric]) => {
    const interval = formatInterval(metric).trim();
    const unit = metric.unit === "ratio" ? "" : printable(metric.unit);
    return interval === "" ? [] : [[INDENT + printable(name), interval, paint("quiet", unit)]];
  });
  if (rows.length === 0) return [];
  const title =
    config.repeat === undefined
      ? "95 % intervals, resampled over the run's events"
      : `medians of ${counted(config.repeat, "run")}, and their 95 % intervals`;
  return [INDENT + title, ...alignedColumns(rows, new Set([1]))];
}

/** Metrics that are in neither the answers nor the tables of latencies: name, figure, unit. */
function figureLines(metrics: Metrics, { paint }: TextStyle): string[] {
  const families = familiesOf(metrics);
  const isLevel = (name: string) => families.some((family) => isLevelOf(family)(name));
  const shown = Object.entries(metrics).filter(([name]) => !isLevel(name));
  const figures = alignedDecimals(shown.map(([, metric]) => bareFigure(metric)));
  const rows = shown.map(([name, { unit }], index) => [
    `${INDENT}${printable(name)}`,
    figures[index] ?? "",
    paint("quiet", unit === "ratio" ? "" : printable(unit)),
  ]);
  return alignedColumns(rows, new Set([1]));
}

function bareFigure({ value, unit, better }: Metric): string {
  if (value === null) return "not reached";
  return unit === "ratio" ? formatMetric({ value, unit, better }) : formatNumber(value);
}

export function thresholdLines(
  { thresholds }: Pick<BenchResult, "thresholds">,
  { paint }: TextStyle,
): string[] {
  const rows = thresholds.map(({ expression, scenario, value, isMet }) => [
    isMet ? paint("good", `${MARKS.pass} met`) : paint("bad", `${MARKS.regressed} FAILED`),
    printable(expression),
    formatJudged(value),
    printable(scenario),
  ]);
  return alignedColumns(rows, new Set([2]));
}
