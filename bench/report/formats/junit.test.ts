import { XML } from "bun";
import { expect, test } from "bun:test";
import type { BenchResult } from "../../result/result.ts";
import { junitReport } from "./junit.ts";
import { HOSTILE, hostileResult, sampleResult, sampleScenario } from "../result.fixture.ts";

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

/** As another's parser reads it. */
function parsed(result: BenchResult): Element {
  return XML.parse(junitReport(result), { compact: false }) as Element;
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

test("junitReport() says of a missed threshold what was wanted and what it got", () => {
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

test("junitReport() fails an interrupted scenario, and no valid one for its warnings", () => {
  const scenarios = [sampleScenario({ partial: true }), sampleScenario({ warnings: ["a pause"] })];
  const failures = all(parsed({ ...sampleResult, scenarios, thresholds: [] }), "failure");
  expect(failures.map(({ attributes }) => attributes.message)).toEqual([
    "partial: the run was interrupted",
  ]);
});

test("junitReport() keeps hostile text as text, but for what XML cannot hold", () => {
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
