import { expect, test } from "bun:test";
import { hostileComparison, sampleComparison } from "../comparison.fixture.ts";
import { sampleResult } from "../result.fixture.ts";
import { elementsOf } from "./elements.fixture.ts";
import { comparedBanner, comparisonPage } from "./comparison-page.tsx";
import { resultPage } from "./result-page.tsx";

test("comparisonPage() has the verdict first, a row for each metric, and a chart and a table for each ratio", async () => {
  const report = await comparisonPage(sampleComparison);
  const found = await elementsOf(report);
  const main = report.slice(report.indexOf("<main"));
  expect(main.indexOf("Regressed")).toBeLessThan(main.indexOf("Gated metrics"));
  for (const { name } of sampleComparison.metrics) expect(main).toContain(`>${name}<`);
  expect(found.filter(({ name }) => name === "canvas")).toHaveLength(5);
  expect(found.filter(({ name }) => name === "details")).toHaveLength(5);
});

test("comparisonPage() needs no other file, and has no style or handler in an attribute", async () => {
  const attributes = (await elementsOf(await comparisonPage(sampleComparison))).flatMap((element) =>
    Object.keys(element.attributes),
  );
  const outside = new Set(["src", "href", "srcset", "action", "data", "style"]);
  expect(attributes.filter((name) => outside.has(name) || name.startsWith("on"))).toEqual([]);
});

test("comparisonPage() lets no text of a comparison become markup", async () => {
  const shape = async (markup: string) =>
    new Set((await elementsOf(markup)).map(({ name }) => name));
  const usual = await shape(await comparisonPage(sampleComparison));
  const hostile = await elementsOf(await comparisonPage(hostileComparison()));
  expect(hostile.map(({ name }) => name).filter((name) => !usual.has(name))).toEqual([]);
  expect(hostile.filter(({ name }) => name === "script")).toHaveLength(2);
});

test("resultPage() of two results starts with what comparing them found", async () => {
  const verdict = comparedBanner({
    verdict: "regressed",
    findings: ["lost 3"],
    cautions: ["noise"],
  });
  const text = await resultPage([sampleResult, sampleResult], verdict);
  const main = text.slice(text.indexOf("<main"));
  const places = ["Regressed", "lost 3", "noise", "All figures"].map((word) => main.indexOf(word));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});
