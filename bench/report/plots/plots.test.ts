import { expect, test } from "bun:test";
import { higher, lower } from "../../result/result.ts";
import { LatencyHistogram } from "../../stats/latency.ts";
import { percentileCurve, readCurve, shareCurve } from "./curves.ts";
import type { Plot, Run } from "./plot.ts";
import { plotsOf } from "./plots.ts";
import { sampleHistogram, sampleScenario } from "../result.fixture.ts";

function runOf(changes: Parameters<typeof sampleScenario>[0] = {}): Run {
  return { label: "", scenario: sampleScenario(changes), isBase: false };
}

function plotNamed(title: string, runs: readonly Run[] = [runOf()]): Plot {
  const plot = plotsOf(runs).find((one) => one.title === title);
  if (plot === undefined) throw new Error(`No plot '${title}'`);
  return plot;
}

test("percentileCurve() rises from the minimum to the maximum, through the median", () => {
  const points = percentileCurve({ histogram: sampleHistogram(), lost: 0 });
  expect(points[0]?.x).toBe(1);
  expect(points.find(({ x }) => x === 2)?.y).toBeCloseTo(50, 0);
  expect(points.at(-1)).toMatchObject({ x: 100 });
  expect(points.at(-1)?.y).toBeCloseTo(100, 0);
  const ys = points.map(({ y }) => y ?? 0);
  expect(ys).toEqual(ys.toSorted((a, b) => a - b));
});

test("percentileCurve() and shareCurve() end early if events are lost", () => {
  const curve = { histogram: sampleHistogram(), lost: 100 };
  expect(percentileCurve(curve).at(-1)).toEqual({ x: 200, y: null });
  expect(shareCurve(curve).at(-1)?.y).toBe(50);
});

test("shareCurve() begins at 0 and ends at 100 %", () => {
  const points = shareCurve({ histogram: sampleHistogram(), lost: 0 });
  expect(points[0]).toEqual({ x: 0, y: 0 });
  expect(points.at(-1)?.y).toBe(100);
  expect(points.at(-1)?.x).toBeCloseTo(0.1, 2);
});

test("readCurve() learns from the metrics how many events were lost, and is undefined for an empty histogram", () => {
  const { metrics, histograms } = sampleScenario();
  expect(readCurve("latency", histograms.latency ?? "", metrics)?.lost).toBe(1);
  expect(readCurve("latency", new LatencyHistogram().encode(), {})).toBeUndefined();
});

test("plotsOf() draws each series and histogram that exists, by its name alone", () => {
  const series = {
    ...sampleScenario().series,
    arrivals_per_100ms: { stepMs: 100, values: [5, 6] },
    "server.rss_mb": { stepMs: 5_000, values: [80, 81] },
  };
  expect(plotsOf([runOf({ series })]).map(({ title, y }) => [title, y.unit])).toEqual([
    ["Latency over time", "ms"],
    ["Percentiles", "ms"],
    ["Recovery", "%"],
    ["Deliveries per second", "/s"],
    ["Arrivals per 100 ms", "/100 ms"],
    ["Server RSS", "MB"],
  ]);
});

test("plotsOf() draws nothing for an empty result", () => {
  expect(plotsOf([runOf({ series: {}, histograms: {} })])).toEqual([]);
  const series = { "latency.p50_ms": { stepMs: 1_000, values: [null, null] } };
  expect(plotsOf([runOf({ series, histograms: {} })])).toEqual([]);
});

test("plotsOf() does not draw latencies without a metric", () => {
  const metrics = { lost: lower(0, "events") };
  expect(plotsOf([runOf({ metrics })]).map(({ title }) => title)).toEqual([
    "Deliveries per second",
  ]);
});

test("plotsOf() keeps gaps as gaps, and places points by the series' step", () => {
  const [p50] = plotNamed("Latency over time").lines;
  expect(p50?.points).toEqual([
    { x: 0, y: 50 },
    { x: 1, y: null },
    { x: 2, y: 51 },
  ]);
});

test("plotsOf() has the figures of each chart as a table", () => {
  expect(plotNamed("Latency over time").table).toEqual({
    head: ["s", "p50, ms", "p99, ms", "max, ms"],
    rows: [
      ["0", "50", "99", "100"],
      ["1", "–", "–", "–"],
      ["2", "51", "98", "101"],
    ],
  });
  expect(plotNamed("Percentiles").table.rows).toEqual([
    ["50 %", "51"],
    ["90 %", "91"],
    ["99 %", "100"],
    ["maximum", "not reached"],
  ]);
  expect(plotNamed("Recovery").table.rows.at(-1)).toEqual(["100 %", "0.1"]);
});

test("plotsOf() keeps a long table short without hiding a spike", () => {
  const values = Array.from({ length: 600 }, (_, second) => (second === 333 ? 999 : 1));
  const series = { deliveries_per_second: { stepMs: 1_000, values } };
  const { head, rows } = plotNamed("Deliveries per second", [runOf({ series })]).table;
  expect(head[0]).toBe("s, largest of 10 points");
  expect(rows).toHaveLength(60);
  expect(rows[33]).toEqual(["330", "999"]);
});

test("plotsOf() overlays two runs on the same axes, with the base marked as such", () => {
  const base = { label: "base", scenario: sampleScenario(), isBase: true };
  const faster = { deliveries_per_second: { stepMs: 1_000, values: [9_000, 9_000, 9_000, 9_000] } };
  const head = { label: "head", scenario: sampleScenario({ series: faster }), isBase: false };
  const { lines, x, y } = plotNamed("Deliveries per second", [base, head]);
  expect(lines.map(({ label, isBase }) => [label, isBase])).toEqual([
    ["deliveries, base", true],
    ["deliveries, head", false],
  ]);
  expect([x.max, y.max]).toEqual([3, 10_000]);
});

const search = {
  "curve.rate_per_second": { stepMs: 0, values: [20, 40, 80] },
  "curve.latency.p50_ms": { stepMs: 0, values: [2, 3, 9] },
  "curve.latency.p99_ms": { stepMs: 0, values: [5, 9, null] },
};

test("plotsOf() draws a search for the highest rate over its rates, not over time", () => {
  const metrics = { "knee.events_per_second": higher(40, "/s") };
  const plots = plotsOf([runOf({ series: search, histograms: {}, metrics })]);
  expect(plots.map(({ title }) => title)).toEqual(["Latency over rate"]);
  expect(plots[0]).toMatchObject({ x: { scale: "log", min: 20, max: 80 } });
  expect(plots[0]?.meaning).toContain("Latency bends at 40/s.");
  expect(plots[0]?.table.rows).toEqual([
    ["20", "2", "5"],
    ["40", "3", "9"],
    ["80", "9", "–"],
  ]);
});

test("plotsOf() has at most four curves per chart, and those of connecting in a chart of their own", () => {
  const names = ["latency", "a", "b", "c", "d", "connect", "first_byte"];
  const encoded = sampleHistogram().encode();
  const scenario = {
    series: {},
    histograms: Object.fromEntries(names.map((name) => [name, encoded])),
    metrics: Object.fromEntries(
      names.flatMap((name) => Object.entries(sampleHistogram().metrics(name))),
    ),
  };
  expect(plotsOf([runOf(scenario)]).map(({ title, lines }) => [title, lines.length])).toEqual([
    ["Percentiles", 4],
    ["Percentiles", 1],
    ["Percentiles of connecting", 2],
  ]);
});

test("plotsOf() draws the recovery of two transports in one chart", () => {
  const names = ["sse.recovery", "ws.recovery"];
  const encoded = sampleHistogram().encode();
  const scenario = {
    series: {},
    histograms: Object.fromEntries(names.map((name) => [name, encoded])),
    metrics: Object.fromEntries(
      names.flatMap((name) => Object.entries(sampleHistogram().metrics(name))),
    ),
  };
  const [plot, ...more] = plotsOf([runOf(scenario)]);
  expect(more).toEqual([]);
  expect(plot?.lines.map(({ label }) => label)).toEqual(["sse back", "ws back"]);
});
