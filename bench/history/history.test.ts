import { afterAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleComparison } from "../report/comparison.fixture.ts";
import { sampleResult, sampleScenario } from "../report/result.fixture.ts";
import { lower, type ScenarioResult } from "../result/result.ts";
import { entriesOf, type HistoryEntry, lineOf, readHistory } from "./entry.ts";
import { runHistory } from "./run-history.ts";
import { trendPage, trendPlots } from "./trend-page.tsx";
import { trendText } from "./trend-text.ts";
import { levelsOf, trendsOf } from "./trend.ts";

const folder = await mkdtemp(join(tmpdir(), "streamgauge-history-"));
afterAll(() => rm(folder, { recursive: true }));

function entry(
  day: number,
  value: number | null,
  changes: Partial<HistoryEntry> = {},
): HistoryEntry {
  return {
    schemaVersion: 1,
    time: `2026-11-${String(day).padStart(2, "0")}T00:00:00.000Z`,
    commit: `c0ffee${day}`,
    cpu: "Some CPU",
    cpus: 2,
    bun: "1.4.5",
    group: "fan-out",
    config: { connections: 100, rate: 5 },
    metrics: { "latency.p99_ms": { value, unit: "ms", better: "lower" } },
    ...changes,
  };
}

const jumped = [10, 10, 11, 20, 20, 21].map((value, index) => entry(index + 1, value));
const atFourth = () => [3];

function stored(startedAt: string, changes: Partial<ScenarioResult> = {}) {
  const environment = { ...sampleResult.environment, startedAt };
  const scenarios = [sampleScenario({ metrics: { lost: lower(0, "events") }, ...changes })];
  return { kind: "result", result: { ...sampleResult, environment, scenarios } } as const;
}

test("trendText() has a character per run, a bar before a new level, and the size of the change", () => {
  const text = trendText(trendsOf(jumped, atFourth));
  expect(text).toContain(
    "fan-out: 100 connections, 5/s; 2 × Some CPU; 6 runs, 2026-11-01 to 2026-11-06",
  );
  expect(text).toContain(
    "latency.p99_ms  ▄▄▅│███  21 ms  +100.0 % worse since 2026-11-04 (c0ffee4)",
  );
});

test("trendText() says whether other metrics changed with one, and that a change may be chance", () => {
  const runs = [1, 2, 3, 4, 5, 6].map((day) => {
    const metric = { value: day * 10, unit: "ms", better: "lower" } as const;
    return entry(day, day, {
      metrics: { "latency.p50_ms": metric, "latency.p99_ms": metric, "connect.p50_ms": metric },
    });
  });
  // The first two change one run apart, the third elsewhere.
  const places = [[3], [4], [1]];
  const lines = trendText(trendsOf(runs, () => places.shift() ?? [])).split("\n");
  const changed = lines.filter((line) => line.includes(" since "));
  expect(changed.map((line) => line.split("), ").at(-1))).toEqual([
    "with 1 other metric",
    "with 1 other metric",
    "in this metric alone",
  ]);
  expect(lines.join()).toContain("A change may be chance");
});

test.each<[string, Partial<HistoryEntry>]>([
  ["another processor", { cpu: "Another CPU" }],
  ["more processors", { cpus: 4 }],
  ["another load", { config: { connections: 100, rate: 6 } }],
  ["another scenario", { group: "churn" }],
])("trendsOf() separates %s", (_what, changes) => {
  const trends = trendsOf([...jumped, entry(7, 10, changes)], () => []);
  expect(trends.map(({ entries }) => entries.length)).toEqual([6, 1]);
});

test("trendsOf() sorts by time, and skips runs without a value when it searches for changes", () => {
  const entries = [entry(4, 20), entry(2, null), entry(1, 10), entry(3, 10), entry(5, 20)];
  const seen: number[][] = [];
  const [trend] = trendsOf(entries, (values) => {
    seen.push([...values]);
    return [2];
  });
  expect(seen).toEqual([[10, 10, 20, 20]]);
  expect(trend?.lines[0]?.changes).toEqual([3]);
});

test("levelsOf() is the median between changes, at each run", () => {
  const [line] = trendsOf(jumped, atFourth)[0]?.lines ?? [];
  expect(line && levelsOf(line)).toEqual([10, 10, 10, 20, 20, 20]);
});

test("trendPage() has a chart a metric, with the level and the commits", async () => {
  const trends = trendsOf(jumped, atFourth);
  const [plot, ...more] = trends.flatMap(({ lines }) => lines.flatMap(trendPlots));
  expect(more).toEqual([]);
  expect(plot?.lines.map(({ label }) => label)).toEqual(["run", "level"]);
  expect(await trendPage(trends)).toContain("c0ffee4");
});

test("entriesOf() keeps complete results, and says what is left out", () => {
  const { entries, leftOut } = entriesOf(stored("2026-11-01", { valid: false }), "c0ffee");
  expect(entries).toEqual([]);
  expect(leftOut).toEqual(["reconnect is invalid: not added"]);
});

test("entriesOf() of a comparison is its head, with its commit unless one is given", () => {
  const { entries } = entriesOf({ kind: "comparison", comparison: sampleComparison }, undefined);
  expect(entries[0]).toMatchObject({ group: "ab", commit: sampleComparison.head.commit });
});

test("readHistory() reads the output of lineOf(), with blank lines in between", () => {
  expect(readHistory(jumped.map(lineOf).join("\n"), "h.jsonl")).toEqual(jumped);
});

test.each([
  ["a line that was cut off", lineOf(entry(1, 1)).slice(0, 40), "line 2 is not complete JSON"],
  ["a later version", JSON.stringify({ ...entry(1, 1), schemaVersion: 2 }), "it has version 2"],
  ["another file", '{"name":"x"}', "line 2 is not an entry of a history"],
  ["an entry without metrics", JSON.stringify({ ...entry(1, 1), metrics: undefined }), "damaged"],
])("readHistory() refuses %s, and says where", (_what, line, message) => {
  expect(() => readHistory(`${lineOf(entry(1, 1))}${line}`, "h.jsonl")).toThrow(message);
});

test("runHistory() creates the file, appends to it, refuses a run twice, and draws", async () => {
  const file = join(folder, "h.jsonl");
  const run = { file, commit: "c0ffee", html: join(folder, "h.html") };
  await runHistory({ ...run, result: stored("2026-11-01T00:00:00.000Z") });
  const text = await runHistory({ ...run, result: stored("2026-11-02T00:00:00.000Z") });
  expect(text).toContain("2 runs, 2026-11-01 to 2026-11-02");
  expect(readHistory(await Bun.file(file).text(), file)).toHaveLength(2);
  expect(await Bun.file(run.html).text()).toContain("Streamgauge history");
  const twice = runHistory({ ...run, result: stored("2026-11-02T00:00:00.000Z") });
  await expect(twice).rejects.toThrow("nothing was added");
  expect(await runHistory({ ...run, result: undefined })).toBe(text);
});

test("runHistory() refuses to draw a missing file", async () => {
  const run = { file: join(folder, "none.jsonl"), commit: undefined, html: undefined };
  await expect(runHistory({ ...run, result: undefined })).rejects.toThrow("there is no such file");
});
