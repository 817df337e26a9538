/** A comparison as text for the screen: the verdict first, the figures that led to it, and warnings last. */

import type { Comparison, MetricVerdict, Verdict } from "../comparison/comparison.ts";
import { alignedColumns, hanging } from "./columns.ts";
import { forestLines } from "./plots/forest.ts";
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
} from "./comparison-words.ts";
import { PLAIN, printable, type TextStyle, type Tone } from "./terminal.ts";
import { footLines, textOf, warningLines } from "./text.ts";

const HEAD = ["base", "head", "change", "detectable", "fails from", "noise", "verdict"];
/** The columns of figures, which are aligned to the right. */
const FIGURES = new Set([1, 2, 4, 5, 6]);
export const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  regressed: "bad",
  pass: "good",
  inconclusive: "caution",
};

export function comparisonText(comparison: Comparison, style = PLAIN): string {
  const { base, head, metrics, config, warnings, verdict, environment } = comparison;
  const { paint, columns } = style;
  const gated = gatedOf(metrics);
  const headline = hanging("", printable(headlineOf(comparison)), columns);
  const about = [
    `base ${sideText(base)}, head ${sideText(head)}`,
    roundsText(comparison),
    loadText(comparison),
  ];
  return textOf([
    [
      ...headline.map((line) => paint(VERDICT_TONES[verdict], line)),
      ...about.flatMap((line) => hanging("  ", printable(line), columns)),
      ...stillToSay(comparison).flatMap((metric) => reasonLines(metric, style)),
    ],
    metricTable("gated", gated, config.maxRegression, style),
    forestLines(gated, config.maxRegression).map((line) => `  ${printable(line)}`),
    metricTable("advisory", advisoryOf(metrics), config.maxRegression, style),
    droppedLines(comparison, style),
    [
      paint("strong", "limits of this comparison"),
      ...limitsOf(comparison).flatMap((limit) => hanging("  ", printable(limit), columns)),
    ],
    footLines(environment, style),
    warningLines([{ whose: "", warnings }], style),
  ]);
}

function reasonLines(
  { name, verdict, reason }: MetricVerdict,
  { paint, columns }: TextStyle,
): string[] {
  const lines = hanging(`  ${MARKS[verdict]} `, printable(`${name}: ${reason}`), columns);
  return lines.map((line) => paint(VERDICT_TONES[verdict], line));
}

function metricTable(
  title: string,
  metrics: readonly MetricVerdict[],
  maxRegression: number,
  { paint }: TextStyle,
): string[] {
  if (metrics.length === 0) return [];
  const rows = metrics.map((metric) => [
    ...[
      metric.name,
      figureText(metric, metric.base),
      figureText(metric, metric.head),
      changeText(metric),
      shareText(metric.ratio?.smallestDetectable),
      failsFromText(metric, maxRegression),
      noiseText(metric),
    ].map(printable),
    paint(VERDICT_TONES[metric.verdict], `${MARKS[metric.verdict]} ${metric.verdict}`),
  ]);
  const head = [paint("strong", title), ...HEAD.map((text) => paint("quiet", text))];
  return alignedColumns([head, ...rows], FIGURES).map((line) => `  ${line}`);
}

function droppedLines({ dropped }: Comparison, { paint, columns }: TextStyle): string[] {
  if (dropped.length === 0) return [];
  return [
    paint("strong", "rounds that were measured but dropped"),
    ...dropped.flatMap(({ reasons }, index) =>
      hanging(`  ${index + 1}: `, printable(reasons.join("; ")), columns),
    ),
  ];
}
