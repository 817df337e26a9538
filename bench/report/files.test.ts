import { afterAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchError } from "../bench-error.ts";
import { readStored } from "../result/read.ts";
import { sampleComparison } from "./comparison.fixture.ts";
import { jobSummary, NO_OUTPUTS, writeReports } from "./files.ts";

const folder = await mkdtemp(join(tmpdir(), "streamgauge-comparison-"));
const at = (name: string) => join(folder, name);

afterAll(() => rm(folder, { recursive: true }));

test("writeReports() writes the requested files, and its JSON can be read again", async () => {
  await writeReports(
    { ...NO_OUTPUTS, json: at("c.json"), junit: at("c.xml"), benchmarkAction: at("a.json") },
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

test("writeReports() says in words what it cannot write", async () => {
  const wanted = { ...NO_OUTPUTS, json: "/dev/null/c.json" };
  await expect(writeReports(wanted, sampleComparison)).rejects.toThrow(BenchError);
});

test("jobSummary() adds to what the job has already written", async () => {
  await Bun.write(at("summary.md"), "# Before\n");
  await jobSummary(at("summary.md"), sampleComparison);
  const text = await Bun.file(at("summary.md")).text();
  expect(text).toStartWith("# Before\n## ✗ regressed");
});
