/**
 * Markdown, for a job summary or a pull request. A comparison starts with its verdict and the gated metrics, and the
 * rest is folded; it always fits into the 64 kB that GitHub allows for a comment.
 */

import type { Comparison, MetricVerdict } from "../../comparison/comparison.ts";
import type { BenchResult, ScenarioResult } from "../../result/result.ts";
import {
  advisoryOf,
  changeText,
  failsFromText,
  figureText,
  gatedOf,
  headlineOf,
  limitsOf,
  loadText,
  MARKS,
  noiseText,
  roundsText,
  shareText,
  sideText,
  stillToSay,
} from "../comparison-words.ts";
import { counted, formatInterval, formatJudged, formatMetric } from "../figures.ts";
import { forestLines } from "../plots/forest.ts";
import { roundLines } from "../plots/rounds.ts";
import { findings, headline } from "../summary.ts";
import { environmentLine } from "../text.ts";
import { isComparison } from "../tracked.ts";
import {
  cell,
  codeCell,
  fittingLines,
  fittingSections,
  markdownBlock,
  markdownCode,
  markdownText,
} from "./markdown-text.ts";

const LINE_LENGTH = 1_000;
const CELL_LENGTH = 40;

export function markdownReport(outcome: BenchResult | Comparison): string {
  return isComparison(outcome) ? ofComparison(outcome) : ofResult(outcome);
}

function ofResult({ environment, scenarios, thresholds }: BenchResult): string {
  const sections = scenarios.map(scenarioSection);
  if (thresholds.length > 0) {
    const rows = thresholds.map(({ expression, scenario, value, isMet }) => {
      const got = formatJudged(value);
      return `| \`${cell(expression)}\` | ${cell(scenario)} | ${got} | ${isMet ? "met" : "**failed**"} |`;
    });
    const head = ["| threshold | scenario | value | |", "|---|---|---:|---|"];
    sections.push(["## Thresholds", "", ...head, ...rows].join("\n"));
  }
  const foot = `\`${environment.command}\`, ${environmentLine(environment)}`;
  return `${sections.join("\n\n")}\n\n${foot}\n`;
}

function scenarioSection(scenario: ScenarioResult): string {
  const rows = Object.entries(scenario.metrics).map(
    ([name, metric]) =>
      `| \`${name}\` | ${formatMetric(metric)}${formatInterval(metric)} | ${metric.better} |`,
  );
  return [
    `## ${headline(scenario)}`,
    "",
    ...findings(scenario).map((line) => `- ${line}`),
    ...scenario.warnings.map((warning) => `- ⚠ ${warning}`),
    "",
    "| metric | value | better |",
    "|---|---:|---|",
    ...rows,
  ].join("\n");
}

function ofComparison(comparison: Comparison): string {
  const { warnings, metrics, config } = comparison;
  const gated = gatedOf(metrics);
  const advisory = advisoryOf(metrics);
  const sections = [
    headOf(comparison),
    metricTable("gated metric", gated, config.maxRegression),
    chartOf(gated, config.maxRegression),
    listOf([
      ...stillToSay(comparison).map(reasonItem),
      ...warnings.map((warning) => `⚠ ${markdownText(warning)}`),
    ]),
    folded(
      counted(advisory.length, "advisory metric"),
      advisory.length === 0
        ? []
        : [
            ...metricTable("metric", advisory, config.maxRegression),
            "",
            ...chartOf(advisory, config.maxRegression),
          ],
    ),
    folded(`${counted(comparison.rounds.length, "round")}, head over base`, roundsOf(comparison)),
    folded(counted(comparison.dropped.length, "dropped round"), droppedOf(comparison)),
    folded("Limits of this comparison", listOf(limitsOf(comparison).map(markdownText))),
    [`${markdownCode(comparison.environment.command)}  `, markdownText(environmentOf(comparison))],
  ];
  return fittingSections(sections.filter((lines) => lines.length > 0));
}

function headOf(comparison: Comparison): string[] {
  const { base, head } = comparison;
  return [
    `## ${markdownText(short(headlineOf(comparison)))}`,
    "",
    `Base ${markdownCode(short(sideText(base)))}, head ${markdownCode(short(sideText(head)))}. ${roundsText(comparison)}.`,
  ];
}

/** A command or a reason may be of any length, and the first lines must always fit. */
function short(text: string): string {
  return text.length > LINE_LENGTH ? `${text.slice(0, LINE_LENGTH)}…` : text;
}

function metricTable(
  title: string,
  metrics: readonly MetricVerdict[],
  maxRegression: number,
): string[] {
  if (metrics.length === 0) return [];
  return fittingLines([
    `| verdict | ${title} | base | head | change | detectable (noise) | fails from |`,
    "|---|---|---:|---:|---|---:|---:|",
    ...metrics.map((metric) => metricRow(metric, maxRegression)),
  ]);
}

function metricRow(metric: MetricVerdict, maxRegression: number): string {
  const { name, verdict, isGated } = metric;
  const word = verdict === "pass" || !isGated ? verdict : `**${verdict}**`;
  const cells = [
    `${MARKS[verdict]} ${word}`,
    codeCell(name),
    markdownText(figureText(metric, metric.base)),
    markdownText(figureText(metric, metric.head)),
    markdownText(changeText(metric)),
    detectableText(metric),
    failsFromText(metric, maxRegression),
  ];
  return `| ${cells.map(unbroken).join(" | ")} |`;
}

function detectableText(metric: MetricVerdict): string {
  const { ratio } = metric;
  const detectable = shareText(ratio?.smallestDetectable);
  return ratio?.noiseFloor === undefined ? detectable : `${detectable} (${noiseText(metric)})`;
}

/** Keeps a figure and its unit on one line of their cell; an interval, or anything long, may wrap. */
function unbroken(text: string): string {
  return text.length > CELL_LENGTH ? text : text.replaceAll(/ (?!\()/g, "\u00A0");
}

function chartOf(metrics: readonly MetricVerdict[], maxRegression: number): string[] {
  const lines = forestLines(metrics, maxRegression);
  if (lines.length === 0) return [];
  const block = markdownBlock(lines);
  return fittingLines(block, block.at(-1));
}

function reasonItem({ name, verdict, reason }: MetricVerdict): string {
  return `${MARKS[verdict]} ${markdownCode(name)}: ${markdownText(reason)}`;
}

function roundsOf({ rounds, metrics }: Comparison): string[] {
  const { head, rows } = roundLines(rounds, metrics);
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return fittingLines([
    line(["round", ...head.map(codeCell)]),
    line(["---:", ...head.map(() => "---:")]),
    ...rows.map(line),
  ]);
}

function droppedOf({ dropped }: Comparison): string[] {
  return listOf(dropped.map(({ reasons }) => markdownText(reasons.join("; "))));
}

function environmentOf(comparison: Comparison): string {
  return `${environmentLine(comparison.environment)}; ${loadText(comparison)}`;
}

function listOf(items: readonly string[]): string[] {
  return fittingLines(items.map((item) => `- ${item}`));
}

function folded(summary: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ["<details>", `<summary>${summary}</summary>`, "", ...lines, "", "</details>"];
}
