import { expect, test } from "bun:test";
import { elementsOf } from "../report/page/elements.fixture.ts";
import {
  HOSTILE,
  sampleHistogram,
  sampleResult,
  sampleScenario,
} from "../report/result.fixture.ts";
import { type BenchResult, lower, type Metrics, type ScenarioResult } from "../result/result.ts";
import { isPeersResult } from "./reports.ts";
import { peersPage } from "./page.tsx";

function server(target: string, metrics: Metrics): ScenarioResult {
  const histograms = { latency: sampleHistogram().encode() };
  return sampleScenario({ name: "peers", target, metrics, histograms, series: {} });
}

function ratio(median: number, low: number, high: number): Metrics {
  const at = (end: string, value: number) => [`ratio.latency.p50_ms${end}`, lower(value, "×", 3)];
  return Object.fromEntries([at("", median), at(".low", low), at(".high", high)]);
}

const p50 = (ms: number) => ({ "latency.p50_ms": lower(ms, "ms", 3) });
const result: BenchResult = {
  ...sampleResult,
  thresholds: [],
  scenarios: [
    server("hub", p50(2)),
    server("node", { ...p50(4), ...ratio(2, 1.8, 2.4) }),
    server("nchan", { ...p50(1), ...ratio(0.5, 0.4, 0.6) }),
    server("hono", { ...p50(2), ...ratio(1, 0.9, 1.2) }),
    sampleScenario({ name: "peers", target: HOSTILE, metrics: {}, warnings: [HOSTILE] }),
  ],
};

test("peersPage() has a row for each server with a cell for each figure, and no list of names and numbers", async () => {
  const page = await peersPage(result);
  const table = page.slice(page.indexOf("Side by side"), page.indexOf("data-figure"));
  const rows = table.split("<tr").slice(2);
  expect(rows.map((row) => /scope="row">([^<]*)/.exec(row)?.[1])).toEqual([
    "hub",
    "node",
    "nchan",
    "hono",
  ]);
  expect(rows.map((row) => /<td>([^<]*)/.exec(row)?.[1])).toEqual(["2", "4", "1", "2"]);
  expect(table).toContain("Latency, p50, ms");
  expect(page).not.toContain("ratio latency p50 low");
});

test("peersPage() draws each interval relative to this hub, and says on which side of it the server is", async () => {
  const found = await elementsOf(await peersPage(result));
  const states = found.flatMap(({ attributes }) =>
    attributes.class === "forest" ? (attributes["data-state"] ?? []) : [],
  );
  expect(states).toEqual(["ours", "worse", "better", "even"]);
});

test("peersPage() draws this hub's latency beside up to three others, and lets no text become markup", async () => {
  const found = await elementsOf(await peersPage(result));
  expect(found.filter(({ name }) => name === "canvas")).toHaveLength(1);
  expect(found.filter(({ name }) => name === "script")).toHaveLength(2);
  expect(found.filter(({ name }) => name === "img")).toEqual([]);
});

test("isPeersResult() is true only for results that consist of peers", () => {
  expect(isPeersResult(result)).toBe(true);
  expect(isPeersResult(sampleResult)).toBe(false);
  expect(isPeersResult({ ...sampleResult, scenarios: [] })).toBe(false);
});
