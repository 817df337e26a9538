/**
 * A result as JUnit XML, which CI systems read: a case for each scenario, which fails when its figures
 * are not valid, and a case for each threshold.
 */

import type { BenchResult, ScenarioResult, ThresholdOutcome } from "../result/result.ts";
import { formatJudged } from "./figures.ts";
import { junitXml, type TestCase } from "./junit-xml.ts";
import { findings, headline } from "./summary.ts";

export function junitReport({ environment, scenarios, thresholds }: BenchResult): string {
  const { startedAt } = environment;
  return junitXml([
    { name: "scenarios", startedAt, cases: scenarios.map(validityCase) },
    ...(thresholds.length === 0
      ? []
      : [{ name: "thresholds", startedAt, cases: thresholds.map(thresholdCase) }]),
  ]);
}

function validityCase(scenario: ScenarioResult): TestCase {
  const { name, target, valid, partial, warnings, config } = scenario;
  const output = [headline(scenario), ...findings(scenario), ...warnings].join("\n");
  const found = { className: name, durationS: config.durationS, output };
  const claim = `${name} at ${target} has valid figures`;
  if (valid && !partial) return { ...found, name: claim };
  const type = valid ? "partial" : "invalid";
  const message = `${type}: ${warnings[0] ?? "the run was interrupted"}`;
  return {
    ...found,
    name: claim,
    failure: { message, type, text: warnings.join("\n") || message },
  };
}

function thresholdCase({ expression, scenario, value, isMet }: ThresholdOutcome): TestCase {
  const got = formatJudged(value);
  const message = `wanted ${expression}, got ${got}`;
  return {
    className: scenario,
    name: expression,
    durationS: 0,
    output: "",
    ...(isMet
      ? {}
      : { failure: { message, type: "threshold", text: `${message}\nscenario: ${scenario}` } }),
  };
}
