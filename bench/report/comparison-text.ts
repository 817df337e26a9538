/** A comparison as plain text, for the screen: the verdict first. */

import type { Comparison, MetricVerdict } from "../comparison/comparison.ts";
import { alignedColumns } from "./columns.ts";
import { forestLines } from "./plots/forest.ts";
import {
  advisoryOf,
  changeText,
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

const HEAD = ["base", "head", "change", "detectable", "noise", "verdict"];
/** What is a figure stands at the right of its column. */
const FIGURES = new Set([1, 2, 4, 5]);

export function comparisonText(comparison: Comparison): string {
  const { base, head, metrics, config, warnings } = comparison;
  const gated = gatedOf(metrics);
  const blocks = [
    [
      headlineOf(comparison),
      `  base ${sideText(base)}, head ${sideText(head)}`,
      `  ${roundsText(comparison)}`,
      `  ${loadText(comparison)}`,
      ...stillToSay(comparison).map(reasonLine),
      ...warnings.map((warning) => `  ! ${warning}`),
    ],
    metricTable("gated", gated),
    forestLines(gated, config.maxRegression).map((line) => `  ${line}`),
    metricTable("advisory", advisoryOf(metrics)),
    droppedLines(comparison),
    ["what this cannot know", ...limitsOf(comparison).map((limit) => `  ${limit}`)],
    [environmentLine(comparison.environment)],
  ];
  const shown = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `\n${printable(shown.join("\n\n"))}\n`;
}

function reasonLine({ name, verdict, reason }: MetricVerdict): string {
  return `  ${MARKS[verdict]} ${name}: ${reason}`;
}

function metricTable(title: string, metrics: readonly MetricVerdict[]): string[] {
  if (metrics.length === 0) return [];
  const rows = metrics.map((metric) => [
    metric.name,
    figureText(metric, metric.base),
    figureText(metric, metric.head),
    changeText(metric),
    shareText(metric.ratio?.smallestDetectable),
    noiseText(metric),
    `${MARKS[metric.verdict]} ${metric.verdict}`,
  ]);
  return alignedColumns([[title, ...HEAD], ...rows], FIGURES).map((line) => `  ${line}`);
}

function droppedLines({ dropped }: Comparison): string[] {
  if (dropped.length === 0) return [];
  return [
    "dropped rounds, measured and not counted",
    ...dropped.map(({ reasons }, index) => `  ${index + 1}: ${reasons.join("; ")}`),
  ];
}

/** Text from elsewhere must not steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[^\n\P{Cc}]/gu, " ");
}
