import { afterAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stored } from "./result/read.ts";
import { reportOn } from "./report-stored.ts";
import { sampleComparison } from "./report/comparison.fixture.ts";
import { NO_OUTPUTS, type OutputFiles } from "./report/files.ts";
import { sampleResult, sampleScenario } from "./report/result.fixture.ts";

const folder = await mkdtemp(join(tmpdir(), "streamgauge-report-"));
const html = join(folder, "r.html");
const comparison: Stored = { kind: "comparison", comparison: sampleComparison };
const result: Stored = { kind: "result", result: sampleResult };

afterAll(() => rm(folder, { recursive: true }));

test("reportOn() draws a comparison", async () => {
  expect(await reportOn(comparison, undefined, { ...NO_OUTPUTS, html })).toContain("✗ regressed");
  expect(await Bun.file(html).text()).toContain("Gated metrics");
});

test("reportOn() shows a result of peers side by side, as the run itself did", async () => {
  const scenarios = ["hub", "node"].map((target) => sampleScenario({ name: "peers", target }));
  const peers: Stored = { kind: "result", result: { ...sampleResult, scenarios } };
  const markdown = join(folder, "p.md");
  const text = await reportOn(peers, undefined, { ...NO_OUTPUTS, html, markdown });
  expect(text).toContain("peers: 2 servers side by side");
  expect(await Bun.file(markdown).text()).toStartWith("## peers: 2 servers side by side");
  expect(await Bun.file(html).text()).toContain(">Side by side<");
});

test("reportOn() overlays two results, with the verdict", async () => {
  const text = await reportOn(result, result, { ...NO_OUTPUTS, html });
  expect(text).toContain("? inconclusive. No more events were lost or duplicated");
  expect(await Bun.file(html).text()).toContain("No more events were lost or duplicated");
});

test("reportOn() says on the page if two results cannot be compared", async () => {
  const environment = { ...sampleResult.environment, cpu: "Another CPU" };
  const other: Stored = { kind: "result", result: { ...sampleResult, environment } };
  const text = await reportOn(result, other, { ...NO_OUTPUTS, html });
  expect(text).toContain("processor is Some CPU in the first and Another CPU in the second");
  expect(await Bun.file(html).text()).toContain("Not comparable");
});

test.each<[string, Stored, Stored | undefined, OutputFiles, string]>([
  ["two comparisons", comparison, comparison, NO_OUTPUTS, "one comparison at a time"],
  ["a comparison and a result", result, comparison, NO_OUTPUTS, "one comparison at a time"],
  ["a comparison as histograms", comparison, undefined, { ...NO_OUTPUTS, hgrm: html }, "no --hgrm"],
  ["a comparison as CSV", comparison, undefined, { ...NO_OUTPUTS, csv: html }, "no --csv"],
])("reportOn() refuses %s", async (_what, first, second, outputs, message) => {
  await expect(reportOn(first, second, outputs)).rejects.toThrow(message);
});
