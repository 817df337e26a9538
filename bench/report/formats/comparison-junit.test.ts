import { XML } from "bun";
import { expect, test } from "bun:test";
import type { Comparison } from "../../comparison/comparison.ts";
import { hostileComparison, passingComparison, sampleComparison } from "../comparison.fixture.ts";
import { junitReport } from "./junit.ts";

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

/**
 * What Jenkins' published schema allows (xunit-plugin, `junit-10.xsd`), of the elements that the bench
 * writes: children, attributes, and in capitals those that it demands.
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

function parsed(comparison: Comparison): Element {
  return XML.parse(junitReport(comparison), { compact: false }) as Element;
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

test.each([
  ["the sample", sampleComparison],
  ["what passes", passingComparison],
  ["a hostile one", hostileComparison()],
  ["nothing measured", { ...sampleComparison, metrics: [] }],
])("junitReport() of %s has the shape of Jenkins' schema", (_what, comparison) => {
  expect(faultsIn(parsed(comparison))).toEqual([]);
});

test("junitReport() fails what regressed, skips what is inconclusive, and leaves out what advises", () => {
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

test("junitReport() says why", () => {
  const text = junitReport(sampleComparison);
  expect(text).toContain(
    '<failure message="worse by 12.1 % (8.9 to 15.2 %); allowed are 5 %" type="regressed">',
  );
  expect(text).toContain('<skipped message="inconclusive: between better by 3 %');
});
