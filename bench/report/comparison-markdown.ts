/**
 * A comparison as Markdown, for a job summary or a pull request: the verdict in the first line, what is
 * gated below it, and the rest folded. Always under the 64 kB that GitHub gives a comment: what does not
 * fit is left out from the end, and a line says so.
 */

import type { Comparison, MetricVerdict } from "../comparison/comparison.ts";
import { codeCell, markdownBlock, markdownCode, markdownText } from "./comparison-escape.ts";
import { forestLines } from "./comparison-forest.ts";
import { roundLines } from "./comparison-rounds.ts";
import {
  advisoryOf,
  changeText,
  counted,
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
} from "./comparison-words.ts";
import { environmentLine } from "./text.ts";

export const MOST_BYTES = 64_000;
/** What one list or table of unknown length may take, so that the parts after it have room. */
const LIST_BYTES = 12_000;
const LINE_LENGTH = 1_000;
const CELL_LENGTH = 40;
const CUT = "_The rest does not fit: the JSON file has all of it._";
const LEFT_OUT = "_More does not fit: the JSON file has all of it._";

export function comparisonMarkdown(comparison: Comparison): string {
  const { warnings, metrics, config } = comparison;
  const gated = gatedOf(metrics);
  const advisory = advisoryOf(metrics);
  const sections = [
    headOf(comparison),
    metricTable("gated metric", gated),
    chartOf(gated, config.maxRegression),
    listOf([
      ...stillToSay(comparison).map(reasonItem),
      ...warnings.map((warning) => `⚠ ${markdownText(warning)}`),
    ]),
    folded(
      counted(advisory.length, "advisory metric"),
      advisory.length === 0
        ? []
        : [...metricTable("metric", advisory), "", ...chartOf(advisory, config.maxRegression)],
    ),
    folded(`${counted(comparison.rounds.length, "round")}, head over base`, roundsOf(comparison)),
    folded(counted(comparison.dropped.length, "dropped round"), droppedOf(comparison)),
    folded("What this cannot know", listOf(limitsOf(comparison).map(markdownText))),
    [`${markdownCode(comparison.environment.command)}  `, markdownText(environmentOf(comparison))],
  ];
  return joined(sections.filter((lines) => lines.length > 0));
}

function headOf(comparison: Comparison): string[] {
  const { base, head } = comparison;
  return [
    `## ${markdownText(short(headlineOf(comparison)))}`,
    "",
    `Base ${markdownCode(short(sideText(base)))}, head ${markdownCode(short(sideText(head)))}. ${roundsText(comparison)}.`,
  ];
}

/** A command or a reason may be of any length, and what comes first must always fit. */
function short(text: string): string {
  return text.length > LINE_LENGTH ? `${text.slice(0, LINE_LENGTH)}…` : text;
}

function metricTable(title: string, metrics: readonly MetricVerdict[]): string[] {
  if (metrics.length === 0) return [];
  return fittingLines([
    `| verdict | ${title} | base | head | change | detectable (noise) |`,
    "|---|---|---:|---:|---|---:|",
    ...metrics.map(metricRow),
  ]);
}

function metricRow(metric: MetricVerdict): string {
  const { name, verdict, isGated } = metric;
  const word = verdict === "pass" || !isGated ? verdict : `**${verdict}**`;
  const cells = [
    `${MARKS[verdict]} ${word}`,
    codeCell(name),
    markdownText(figureText(metric, metric.base)),
    markdownText(figureText(metric, metric.head)),
    markdownText(changeText(metric)),
    detectableText(metric),
  ];
  return `| ${cells.map(unbroken).join(" | ")} |`;
}

function detectableText(metric: MetricVerdict): string {
  const { ratio } = metric;
  const detectable = shareText(ratio?.smallestDetectable);
  return ratio?.noiseFloor === undefined ? detectable : `${detectable} (${noiseText(metric)})`;
}

/** A figure and its unit stay in one line of their cell; an interval, or what is long, may have its own. */
function unbroken(cell: string): string {
  return cell.length > CELL_LENGTH ? cell : cell.replaceAll(/ (?!\()/g, "\u00A0");
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

/** The lines that fit into what one list may take; `closing` ends what is cut. */
function fittingLines(lines: readonly string[], closing?: string): string[] {
  let room = LIST_BYTES;
  const cutAt = lines.findIndex((line) => {
    room -= Buffer.byteLength(line) + 1;
    return room < 0;
  });
  if (cutAt === -1) return [...lines];
  const end = closing === undefined ? [] : [closing];
  return [...lines.slice(0, cutAt), ...end, "", CUT];
}

/** Whole sections, for as long as they fit. */
function joined(sections: readonly (readonly string[])[]): string {
  let text = "";
  for (const lines of sections) {
    const section = `${text === "" ? "" : "\n"}${lines.join("\n")}\n`;
    const more = Buffer.byteLength(section) + Buffer.byteLength(LEFT_OUT) + 2;
    if (Buffer.byteLength(text) + more > MOST_BYTES) return `${text}\n${LEFT_OUT}\n`;
    text += section;
  }
  return text;
}
