/**
 * JUnit XML, which CI systems read. A result has a case for each scenario, which fails if its figures are invalid,
 * and one for each threshold. A comparison has a case for each gated metric, which fails if it regressed and is
 * skipped if it is inconclusive.
 */

import type { Comparison, MetricVerdict } from "../../comparison/comparison.ts";
import type { BenchResult, ScenarioResult, ThresholdOutcome } from "../../result/result.ts";
import { changeText, figureText, gatedOf, sideText } from "../comparison-words.ts";
import { formatJudged } from "../figures.ts";
import { findings, headline } from "../summary.ts";
import { isComparison } from "../tracked.ts";

interface TestSuite {
  readonly name: string;
  readonly startedAt: string;
  readonly cases: readonly TestCase[];
}

interface TestCase {
  readonly className: string;
  readonly name: string;
  readonly durationS: number;
  /** Why it failed; omitted if it passed. */
  readonly failure?: { readonly message: string; readonly type: string; readonly text: string };
  /** Why there is no outcome; omitted if there is one. */
  readonly skipped?: string;
  readonly output: string;
}

export function junitReport(outcome: BenchResult | Comparison): string {
  return junitXml(isComparison(outcome) ? suitesOfComparison(outcome) : suitesOf(outcome));
}

function suitesOf({ environment, scenarios, thresholds }: BenchResult): TestSuite[] {
  const { startedAt } = environment;
  return [
    { name: "scenarios", startedAt, cases: scenarios.map(validityCase) },
    ...(thresholds.length === 0
      ? []
      : [{ name: "thresholds", startedAt, cases: thresholds.map(thresholdCase) }]),
  ];
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

function suitesOfComparison(comparison: Comparison): TestSuite[] {
  const { base, head, environment, metrics } = comparison;
  const name = `${sideText(head)} against ${sideText(base)}`;
  const cases = gatedOf(metrics).map((metric) => verdictCase(metric, comparison));
  return [{ name, startedAt: environment.startedAt, cases }];
}

function verdictCase(metric: MetricVerdict, { elapsedS, base, head }: Comparison): TestCase {
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

function junitXml(suites: readonly TestSuite[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="streamgauge bench">\n${suites.map(suiteElement).join("")}</testsuites>\n`;
}

function suiteElement({ name, startedAt, cases }: TestSuite): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter((one) => one.skipped !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  const head = `<testsuite name="${escapeAttribute(name)}" ${counts} timestamp="${escapeAttribute(startedAt)}">`;
  return `  ${head}\n${cases.map(caseElement).join("")}  </testsuite>\n`;
}

function caseElement({ className, name, durationS, failure, skipped, output }: TestCase): string {
  const names = `classname="${escapeAttribute(className)}" name="${escapeAttribute(name)}"`;
  const inside = [
    failure === undefined
      ? ""
      : `      <failure message="${escapeAttribute(failure.message)}" type="${escapeAttribute(failure.type)}">${escapeText(failure.text)}</failure>\n`,
    skipped === undefined ? "" : `      <skipped message="${escapeAttribute(skipped)}"/>\n`,
    output === "" ? "" : `      <system-out>${escapeText(output)}</system-out>\n`,
  ].join("");
  return `    <testcase ${names} time="${durationS}">\n${inside}    </testcase>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** What XML cannot contain in any form: most control characters, lone surrogates and two noncharacters. */
const FORBIDDEN = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function escapeText(text: string): string {
  return escaped(text, /[&<>\r]/g);
}

/** A parser would read a raw tab or line break in an attribute as a blank. */
function escapeAttribute(text: string): string {
  return escaped(text, /[&<>"\t\n\r]/g);
}

function escaped(text: string, special: RegExp): string {
  return text
    .replaceAll(FORBIDDEN, "\uFFFD")
    .replaceAll(special, (character) => ENTITIES[character] ?? character);
}
