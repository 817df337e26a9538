import { XML } from "bun";
import { expect, test } from "bun:test";
import type { Comparison } from "../../comparison/comparison.ts";
import type { BenchResult } from "../../result/result.ts";
import { hostileComparison, passingComparison, sampleComparison } from "../comparison.fixture.ts";
import { junitReport } from "./junit.ts";
import { HOSTILE, hostileResult, sampleResult, sampleScenario } from "../result.fixture.ts";

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

/**
 * What Jenkins' published schema (xunit-plugin, `junit-10.xsd`) allows for the elements that the bench writes:
 * children and attributes, and which attributes are required.
 */
const SCHEMA: Readonly<
  Record<string, { children: string[]; attributes: string[]; needed: string[] }>
> = {
  testsuites: {
    children: ["testsuite"],
    attributes: ["name", "time", "tests", "failures", "errors"],
    needed: [],
  },
  testsuite: {
    children: ["testsuite", "properties", "testcase", "system-out", "system-err"],
    attributes: ["name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp"],
    needed: ["name", "tests", "failures", "errors"],
  },
  testcase: {
    children: ["skipped", "error", "failure", "system-out", "system-err"],
    attributes: ["name", "time", "classname", "group"],
    needed: ["name"],
  },
  failure: { children: [], attributes: ["type", "message"], needed: ["type"] },
  skipped: { children: [], attributes: ["message"], needed: [] },
  "system-out": { children: [], attributes: [], needed: [] },
};

/** Read by a third-party parser. */
function parsed(outcome: BenchResult | Comparison): Element {
  return XML.parse(junitReport(outcome), { compact: false }) as Element;
}

function all(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => {
    if (typeof child === "string") return [];
    return [...(child.name === name ? [child] : []), ...all(child, name)];
  });
}

function textOf(element: Element | undefined): string {
  return (element?.children ?? []).filter((child) => typeof child === "string").join("");
}

function childrenOf({ children }: Element): Element[] {
  return children.filter((child) => typeof child !== "string");
}

function faultsIn(element: Element): string[] {
  const rule = SCHEMA[element.name];
  if (rule === undefined) return [`<${element.name}>`];
  const names = Object.keys(element.attributes);
  return [
    ...names.filter((name) => !rule.attributes.includes(name)).map((name) => `+${name}`),
    ...rule.needed.filter((name) => !names.includes(name)).map((name) => `-${name}`),
    ...childrenOf(element).flatMap((child) =>
      rule.children.includes(child.name) ? faultsIn(child) : [`${element.name} > ${child.name}`],
    ),
  ];
}

test("junitReport() has a case for each scenario and each threshold, and counts the failures", () => {
  const root = parsed(sampleResult);
  expect(root.name).toBe("testsuites");
  expect(all(root, "testsuite").map(({ attributes }) => attributes)).toMatchObject([
    { name: "scenarios", tests: "1", failures: "0" },
    { name: "thresholds", tests: "2", failures: "1" },
  ]);
  expect(all(root, "testcase").map(({ attributes }) => attributes)).toEqual([
    { classname: "reconnect", name: "reconnect at own hub has valid figures", time: "3" },
    { classname: "reconnect", name: "lost==0", time: "0" },
    { classname: "reconnect", name: "latency.p99_ms<200", time: "0" },
  ]);
});

test("junitReport() says for a failed threshold what was wanted and what was measured", () => {
  const [failure] = all(parsed(sampleResult), "failure");
  expect(failure?.attributes.message).toBe("wanted lost==0, got 1");
  expect(textOf(failure)).toBe("wanted lost==0, got 1\nscenario: reconnect");
});

test("junitReport() fails an invalid scenario with its warnings as the text", () => {
  const warnings = ["the publisher was 80 ms late", "only 9 of 10 clients opened"];
  const scenarios = [sampleScenario({ valid: false, warnings })];
  const [failure] = all(parsed({ ...sampleResult, scenarios, thresholds: [] }), "failure");
  expect(failure?.attributes.message).toBe("invalid: the publisher was 80 ms late");
  expect(textOf(failure)).toBe(warnings.join("\n"));
});

test("junitReport() fails an interrupted scenario, but not a valid one for its warnings", () => {
  const scenarios = [sampleScenario({ partial: true }), sampleScenario({ warnings: ["a pause"] })];
  const failures = all(parsed({ ...sampleResult, scenarios, thresholds: [] }), "failure");
  expect(failures.map(({ attributes }) => attributes.message)).toEqual([
    "partial: the run was interrupted",
  ]);
});

test("junitReport() keeps hostile text as text, apart from what XML cannot hold", () => {
  const root = parsed(hostileResult());
  const held = HOSTILE.replaceAll(/[\0\u001B]/g, "\uFFFD");
  expect(all(root, "testcase").map(({ attributes }) => attributes.classname)).toEqual([held, held]);
  expect(textOf(all(root, "failure")[0])).toBe(held);
  expect(all(root, "script")).toEqual([]);
});

test("junitReport() replaces lone surrogates and keeps whole ones", () => {
  const scenarios = [sampleScenario({ name: "a\uD800b\u{1F600}\uFFFE" })];
  const [first] = all(parsed({ ...sampleResult, scenarios }), "testcase");
  expect(first?.attributes.classname).toBe("a\uFFFDb\u{1F600}\uFFFD");
});

test.each([
  ["a comparison", sampleComparison],
  ["a passing comparison", passingComparison],
  ["a hostile comparison", hostileComparison()],
  ["a comparison without metrics", { ...sampleComparison, metrics: [] }],
  ["a result", sampleResult],
  ["a hostile result", hostileResult()],
])("junitReport() of %s has the shape of Jenkins' schema", (_what, outcome) => {
  expect(faultsIn(parsed(outcome))).toEqual([]);
});

test("junitReport() fails what regressed, skips what is inconclusive, and leaves out advisory metrics", () => {
  const [suite] = childrenOf(parsed(sampleComparison));
  expect(suite?.attributes).toMatchObject({ tests: "6", failures: "1", skipped: "1", errors: "0" });
  const outcomes = childrenOf(suite ?? { name: "", attributes: {}, children: [] }).map((one) => [
    one.attributes.name,
    childrenOf(one)[0]?.name,
  ]);
  expect(outcomes).toEqual([
    ["lost", "system-out"],
    ["duplicated", "system-out"],
    ["server.cpu_us_per_delivery", "failure"],
    ["server.rss_kb_per_connection", "system-out"],
    ["deliveries_per_second", "system-out"],
    ["rate_at_objective.events_per_second", "skipped"],
  ]);
});

test("junitReport() includes the reasons", () => {
  const text = junitReport(sampleComparison);
  expect(text).toContain(
    '<failure message="worse by 12.1 % (8.9 to 15.2 %); allowed are 5 %" type="regressed">',
  );
  expect(text).toContain('<skipped message="inconclusive: between better by 3 %');
});
