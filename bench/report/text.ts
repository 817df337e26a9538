/** A result as plain text, for the screen. */

import type { BenchResult, Environment, ScenarioResult } from "../result/result.ts";
import { formatJudged, formatMetric, formatNumber } from "./figures.ts";
import { findings, headline } from "./summary.ts";

export function textReport({ environment, scenarios, thresholds }: BenchResult): string {
  const blocks = scenarios.map(scenarioText);
  if (thresholds.length > 0) {
    const lines = thresholds.map(({ expression, scenario, value, isMet }) => {
      const got = formatJudged(value);
      return `  ${isMet ? "met   " : "FAILED"} ${expression} (${scenario}: ${got})`;
    });
    blocks.push(["thresholds", ...lines].join("\n"));
  }
  blocks.push(environmentLine(environment));
  return `\n${blocks.join("\n\n")}\n`;
}

export function environmentLine(environment: Environment): string {
  const { startedAt, bun, cpu, cpus, memoryGib, os } = environment;
  return `${startedAt}, Bun ${bun}, ${os}, ${cpus} × ${cpu}, ${formatNumber(memoryGib)} GiB`;
}

function scenarioText(scenario: ScenarioResult): string {
  const rows = Object.entries(scenario.metrics);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return [
    headline(scenario),
    ...findings(scenario).map((line) => `  ${line}`),
    ...scenario.warnings.map((warning) => `  ! ${warning}`),
    "",
    ...rows.map(([name, metric]) => `  ${name.padEnd(width)}  ${formatMetric(metric)}`),
  ].join("\n");
}
