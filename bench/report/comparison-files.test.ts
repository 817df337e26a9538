import { afterAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchError } from "../bench-error.ts";
import { readStored } from "../result/read.ts";
import { jobSummary, writeComparisonReports } from "./comparison-files.ts";
import { comparisonHtml } from "./comparison-html.ts";
import { hostileComparison, sampleComparison } from "./comparison.fixture.ts";
import { htmlReport } from "./html.ts";
import { comparedBanner } from "./compared-banner.ts";
import { sampleResult } from "./result.fixture.ts";

const folder = await mkdtemp(join(tmpdir(), "streamgauge-comparison-"));
const at = (name: string) => join(folder, name);
const none = {
  json: undefined,
  markdown: undefined,
  html: undefined,
  junit: undefined,
  bencher: undefined,
  benchmarkAction: undefined,
};

afterAll(() => rm(folder, { recursive: true }));

/** Names of all elements that a real HTML parser finds, and the attributes of each. */
async function elementsOf(markup: string) {
  const found: { readonly name: string; readonly attributes: Record<string, string> }[] = [];
  await new HTMLRewriter()
    .on("*", {
      element: ({ tagName, attributes }) => {
        found.push({ name: tagName, attributes: Object.fromEntries(attributes) });
      },
    })
    .transform(new Response(markup))
    .text();
  return found;
}

test("writeComparisonReports() writes what was asked for, and the JSON is read again", async () => {
  await writeComparisonReports(
    { ...none, json: at("c.json"), junit: at("c.xml"), benchmarkAction: at("a.json") },
    sampleComparison,
  );
  const names = [...new Bun.Glob("*").scanSync(folder)].toSorted();
  expect(names).toEqual(["a-bigger.json", "a-smaller.json", "c.json", "c.xml"]);
  const stored = readStored(await Bun.file(at("c.json")).text(), "c.json");
  expect(stored).toEqual({
    kind: "comparison",
    comparison: JSON.parse(JSON.stringify(sampleComparison)),
  });
});

test("writeComparisonReports() says in words what it cannot write", async () => {
  const wanted = { ...none, json: "/dev/null/c.json" };
  await expect(writeComparisonReports(wanted, sampleComparison)).rejects.toThrow(BenchError);
});

test("jobSummary() adds to what the job has said already", async () => {
  await Bun.write(at("summary.md"), "# Before\n");
  await jobSummary(at("summary.md"), sampleComparison);
  const text = await Bun.file(at("summary.md")).text();
  expect(text).toStartWith("# Before\n## ✗ regressed");
});

test("comparisonHtml() has the verdict first, a row a metric, and a chart with its figures for each ratio", async () => {
  const report = await comparisonHtml(sampleComparison);
  const found = await elementsOf(report);
  const main = report.slice(report.indexOf("<main"));
  expect(main.indexOf("Regressed")).toBeLessThan(main.indexOf("Gated metrics"));
  for (const { name } of sampleComparison.metrics) expect(main).toContain(`>${name}<`);
  expect(found.filter(({ name }) => name === "canvas")).toHaveLength(5);
  expect(found.filter(({ name }) => name === "details")).toHaveLength(5);
});

test("comparisonHtml() needs nothing beside itself, and has no style or handler in an attribute", async () => {
  const attributes = (await elementsOf(await comparisonHtml(sampleComparison))).flatMap((element) =>
    Object.keys(element.attributes),
  );
  const outside = new Set(["src", "href", "srcset", "action", "data", "style"]);
  expect(attributes.filter((name) => outside.has(name) || name.startsWith("on"))).toEqual([]);
});

test("comparisonHtml() lets no text of a comparison become markup", async () => {
  const shape = async (markup: string) =>
    new Set((await elementsOf(markup)).map(({ name }) => name));
  const usual = await shape(await comparisonHtml(sampleComparison));
  const hostile = await elementsOf(await comparisonHtml(hostileComparison()));
  expect(hostile.map(({ name }) => name).filter((name) => !usual.has(name))).toEqual([]);
  expect(hostile.filter(({ name }) => name === "script")).toHaveLength(2);
});

test("htmlReport() of two results has on top what comparing them found", async () => {
  const verdict = comparedBanner({
    verdict: "regressed",
    findings: ["lost 3"],
    cautions: ["noise"],
  });
  const text = await htmlReport([sampleResult, sampleResult], verdict);
  const main = text.slice(text.indexOf("<main"));
  const places = ["Regressed", "lost 3", "noise", "All figures"].map((word) => main.indexOf(word));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});
