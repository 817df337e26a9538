/**
 * A result as JUnit XML, which CI systems read: a case for each scenario, which fails when its figures
 * are not valid, and a case for each threshold.
 */

import type { BenchResult, ScenarioResult, ThresholdOutcome } from "../result.ts";
import { formatJudged } from "./figures.ts";
import { findings, headline } from "./summary.ts";

interface TestCase {
  readonly className: string;
  readonly name: string;
  readonly durationS: number;
  /** Why it failed; absent when it passed. */
  readonly failure?: { readonly message: string; readonly text: string };
  readonly output: string;
}

export function junitReport({ environment, scenarios, thresholds }: BenchResult): string {
  const suites = [
    suite("scenarios", environment.startedAt, scenarios.map(validityCase)),
    ...(thresholds.length === 0
      ? []
      : [suite("thresholds", environment.startedAt, thresholds.map(thresholdCase))]),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="streamgauge bench">\n${suites.join("")}</testsuites>\n`;
}

function validityCase(scenario: ScenarioResult): TestCase {
  const { name, target, valid, partial, warnings, config } = scenario;
  const output = [headline(scenario), ...findings(scenario), ...warnings].join("\n");
  const found = { className: name, durationS: config.durationS, output };
  const claim = `${name} at ${target} has valid figures`;
  if (valid && !partial) return { ...found, name: claim };
  const message = `${valid ? "partial" : "invalid"}: ${warnings[0] ?? "the run was interrupted"}`;
  return { ...found, name: claim, failure: { message, text: warnings.join("\n") || message } };
}

function thresholdCase({ expression, scenario, value, isMet }: ThresholdOutcome): TestCase {
  const got = formatJudged(value);
  const message = `wanted ${expression}, got ${got}`;
  return {
    className: scenario,
    name: expression,
    durationS: 0,
    output: "",
    ...(isMet ? {} : { failure: { message, text: `${message}\nscenario: ${scenario}` } }),
  };
}

function suite(name: string, startedAt: string, cases: readonly TestCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0"`;
  const head = `<testsuite name="${escapeAttribute(name)}" ${counts} timestamp="${escapeAttribute(startedAt)}">`;
  return `  ${head}\n${cases.map(caseElement).join("")}  </testsuite>\n`;
}

function caseElement({ className, name, durationS, failure, output }: TestCase): string {
  const names = `classname="${escapeAttribute(className)}" name="${escapeAttribute(name)}"`;
  const inside = [
    failure === undefined
      ? ""
      : `      <failure message="${escapeAttribute(failure.message)}">${escapeText(failure.text)}</failure>\n`,
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

/** What XML cannot hold in any form: most controls, lone surrogates and two noncharacters. */
const FORBIDDEN = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function escapeText(text: string): string {
  return escaped(text, /[&<>\r]/g);
}

/** In an attribute a raw tab or line break would be read as a blank. */
function escapeAttribute(text: string): string {
  return escaped(text, /[&<>"\t\n\r]/g);
}

function escaped(text: string, special: RegExp): string {
  return text
    .replaceAll(FORBIDDEN, "\uFFFD")
    .replaceAll(special, (character) => ENTITIES[character] ?? character);
}
