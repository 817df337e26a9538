import { expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchError } from "../../bench-error.ts";
import { LatencyHistogram } from "../../stats/latency.ts";
import { NO_OUTPUTS, writeReports } from "../files.ts";
import { hgrmFiles } from "./hgrm.ts";
import { HOSTILE, sampleResult, sampleScenario } from "../result.fixture.ts";

test("hgrmFiles() writes percentiles in ms, in the format of HdrHistogram's plotters", () => {
  const [file] = hgrmFiles(sampleResult);
  const lines = file?.text.trimEnd().split("\n") ?? [];
  expect(file?.name).toBe("reconnect.latency.hgrm");
  expect(lines[0]?.trim().split(/\s+/)).toEqual([
    "Value",
    "Percentile",
    "TotalCount",
    "1/(1-Percentile)",
  ]);
  const rows = lines.filter((line) => /^\s*\d/.test(line)).map((line) => line.trim().split(/\s+/));
  const median = rows.find(([, percentile]) => percentile === "0.500000000000");
  expect(Number(median?.[0])).toBeCloseTo(50, 1);
  expect(median?.slice(2)).toEqual(["50", "2.00"]);
  expect(lines.at(-2)).toEndWith(", Total count    =          100]");
});

test("hgrmFiles() keeps scenarios apart by their files' names, whatever they are called", () => {
  const empty = { nothing: new LatencyHistogram().encode() };
  const { latency = "" } = sampleScenario().histograms;
  const scenarios = [
    sampleScenario({ histograms: { latency, ...empty } }),
    sampleScenario({ histograms: { latency }, transport: "ws" }),
    sampleScenario({ histograms: { latency }, target: "http://127.0.0.1:3000/events" }),
    sampleScenario({ histograms: { latency } }),
    sampleScenario({ histograms: { latency }, name: `../${HOSTILE}` }),
  ];
  const names = hgrmFiles({ ...sampleResult, scenarios }).map(({ name }) => name);
  expect(names.slice(0, 4)).toEqual([
    "reconnect.latency.hgrm",
    "reconnect-ws.latency.hgrm",
    "reconnect-http-127.0.0.1-3000-events.latency.hgrm",
    "reconnect-2.latency.hgrm",
  ]);
  expect(names[4]).toMatch(/^[\w.-]+\.latency\.hgrm$/);
});

test("writeReports() creates the folder, or says that it cannot", async () => {
  const folder = await mkdtemp(join(tmpdir(), "streamgauge-hgrm-"));
  try {
    const writeTo = (name: string) =>
      writeReports({ ...NO_OUTPUTS, hgrm: join(folder, name) }, sampleResult);
    await writeTo("new");
    expect((await readdir(join(folder, "new"))).toSorted()).toEqual(
      hgrmFiles(sampleResult)
        .map(({ name }) => name)
        .toSorted(),
    );
    await Bun.write(join(folder, "file"), "");
    await expect(writeTo("file")).rejects.toThrow(BenchError);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
