/**
 * A comparison as JUnit XML: a case for each gated metric. One that regressed fails; one that is
 * inconclusive is skipped, for it says neither.
 */

import type { Comparison, MetricVerdict } from "../comparison/comparison.ts";
import { changeText, figureText, gatedOf, sideText } from "./comparison-words.ts";
import { junitXml, type TestCase } from "./junit-xml.ts";

export function comparisonJunit(comparison: Comparison): string {
  const { base, head, environment, metrics } = comparison;
  const name = `${sideText(head)} against ${sideText(base)}`;
  const cases = gatedOf(metrics).map((metric) => caseOf(metric, comparison));
  return junitXml([{ name, startedAt: environment.startedAt, cases }]);
}

function caseOf(metric: MetricVerdict, { elapsedS, base, head }: Comparison): TestCase {
  const { name, verdict, reason } = metric;
  const figures = [
    `base ${sideText(base)}: ${figureText(metric, metric.base)}`,
    `head ${sideText(head)}: ${figureText(metric, metric.head)}`,
    `change: ${changeText(metric)}`,
  ].join("\n");
  return {
    className: "comparison",
    name,
    durationS: Math.round(elapsedS),
    output: `${verdict}: ${reason}\n${figures}`,
    ...(verdict === "regressed"
      ? { failure: { message: reason, type: "regressed", text: `${reason}\n${figures}` } }
      : {}),
    ...(verdict === "inconclusive" ? { skipped: `inconclusive: ${reason}` } : {}),
  };
}
