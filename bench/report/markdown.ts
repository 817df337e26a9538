/** A result as Markdown, for a job summary or a pull request. */

import type { BenchResult, ScenarioResult } from "../result/result.ts";
import { formatJudged, formatMetric } from "./figures.ts";
import { findings, headline } from "./summary.ts";
import { environmentLine } from "./text.ts";

export function markdownReport({ environment, scenarios, thresholds }: BenchResult): string {
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
    ([name, metric]) => `| \`${name}\` | ${formatMetric(metric)} | ${metric.better} |`,
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

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
