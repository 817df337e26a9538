import { expect, test } from "bun:test";
import { measuresOf } from "../cli/measures.ts";
import { SCENARIOS } from "../cli/takers.ts";
import { type BenchResult, lower, type Metric, type Metrics } from "../result/result.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { hostileResult, sampleResult, sampleScenario } from "./result.fixture.ts";
import { coloured, PLAIN, styleFor, type TextStyle } from "./terminal.ts";
import { textReport } from "./text.ts";

const inColour: TextStyle = { paint: coloured, columns: Infinity };

function resultOf(...scenarios: BenchResult["scenarios"]): BenchResult {
  return { ...sampleResult, thresholds: [], scenarios };
}

function linesOf(result: BenchResult, style = PLAIN): string[] {
  return textReport(result, style).trim().split("\n");
}

test("textReport() has verdict, answers, latencies with bars, figures, thresholds, machine, warnings", () => {
  expect(linesOf(sampleResult)).toEqual([
    "✓ reconnect: 100 connections, 20/s, 3 s, 100 B, own hub: valid",
    "  101 deliveries expected, 1 lost, 0 duplicated",
    "",
    "  ms       latency                            recovery",
    "  p50         51    ████████████▎                   50",
    "  p90         91    █████████████████████▉          90",
    "  p95         96.1  ███████████████████████         95",
    "  p99        100    ████████████████████████        99",
    "  max        never                                 100",
    "  samples      101                                 100",
    "",
    "  deliveries_per_second  2,000  /s",
    "",
    "✗ FAILED  lost==0                  1  reconnect",
    "✓ met     latency.p99_ms<200  99.007  reconnect",
    "",
    "2026-11-24T00:00:00.000Z, Bun 1.4.5, linux, 2 × Some CPU, 23.4 GiB",
    "",
    "! a pause of 12 ms",
  ]);
});

test("textReport() takes further percentiles from the histogram, if there are enough samples", () => {
  const histogram = new LatencyHistogram();
  for (let hundredths = 1; hundredths <= 9_990; hundredths++) histogram.record(hundredths / 100);
  const few = new LatencyHistogram();
  for (let ms = 1; ms <= 19; ms++) few.record(ms);
  const thousand = new LatencyHistogram();
  for (let ms = 1; ms <= 1_000; ms++) thousand.record(ms / 10);
  const scenario = sampleScenario({
    metrics: {
      ...histogram.metrics("latency", 10),
      ...few.metrics("connect"),
      ...thousand.metrics("recovery"),
    },
    histograms: { latency: histogram.encode(), connect: few.encode(), recovery: thousand.encode() },
  });
  const rows = linesOf(resultOf(scenario)).filter((line) => /^ {2}(p\d|max|samples)/.test(line));
  expect(
    rows.map((line) =>
      line
        .replaceAll(/[▏▎▍▌▋▊▉█]/g, "")
        .trim()
        .split(/\s+/),
    ),
  ).toEqual([
    ["p50", "50", "10", "50"],
    ["p90", "90", "18", "90"],
    ["p95", "95", "–", "95"],
    ["p99", "99", "19", "99"],
    ["p99.9", "99.9", "–", "99.9"],
    ["p99.99", "never", "–", "–"],
    ["max", "never", "19", "100"],
    ["samples", "10,000", "19", "1,000"],
  ]);
});

test("textReport() puts latencies of the same kind on one scale", () => {
  const [quiet, busy] = [new LatencyHistogram(), new LatencyHistogram()];
  quiet.record(1);
  busy.record(2);
  const metrics = { ...busy.metrics("latency"), ...quiet.metrics("quiet.latency") };
  const [, , head, p50] = linesOf(resultOf(sampleScenario({ metrics, histograms: {} })));
  expect(head).toMatch(/^ {2}ms +latency +quiet\.latency$/);
  expect(p50).toMatch(/^ {2}p50 +2 {2}█{14} +1 {2}█{7}$/);
});

test.each([60, 80, 100])("textReport() fits a terminal of %d columns", (columns) => {
  const histogram = new LatencyHistogram();
  histogram.record(1_234.5);
  const families = ["latency", "quiet.latency", "herd.latency", "replay.newest", "connect"];
  const scenario = sampleScenario({
    metrics: Object.assign({}, ...families.map((name) => histogram.metrics(name))),
    warnings: ["a warning of many words that goes on and on ".repeat(4).trim()],
  });
  for (const line of linesOf(resultOf(scenario), { ...PLAIN, columns })) {
    expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
  }
});

test("textReport() counts wide characters as two columns", () => {
  const metrics = { 负载: lower(1, "ms"), plain: lower(22, "ms") };
  const lines = linesOf(resultOf(sampleScenario({ metrics, histograms: {} })));
  expect(lines.slice(2, 4)).toEqual(["  负载    1  ms", "  plain  22  ms"]);
});

/** A figure that can be recognised in the text, whatever its unit; for a ratio it is the number of samples. */
function numbered(name: string, number: number): Metric {
  const isShare = /^(?:delivered|opened|recovered)_ratio$/.test(name);
  return isShare ? lower(0.5, "ratio", number) : lower(number, "ms");
}

test.each(SCENARIOS.map((name) => [name]))("textReport() shows each metric of %s once", (name) => {
  const measured = [...new Set(measuresOf([name]))].map((metric, index) => ({
    metric,
    number: 10_000 + 7 * index,
  }));
  const metrics: Metrics = Object.fromEntries(
    measured.map(({ metric, number }) => [metric, numbered(metric, number)]),
  );
  const text = textReport(resultOf(sampleScenario({ name, metrics, histograms: {} })));
  const figures = text.replaceAll(",", "").match(/\d+/g) ?? [];
  const counts = measured.map(({ metric, number }) => {
    return [metric, figures.filter((figure) => figure === String(number)).length];
  });
  expect(counts).toEqual(measured.map(({ metric }) => [metric, 1]));
});

test("textReport() has a warning of several scenarios once, with their names, at the end", () => {
  const scenarios = ["connect", "fan-out", "publish"].map((name, index) =>
    sampleScenario({ name, warnings: index === 2 ? ["only here"] : ["the same"] }),
  );
  expect(linesOf(resultOf(...scenarios)).slice(-3)).toEqual([
    "",
    "! connect, fan-out: the same",
    "! publish: only here",
  ]);
});

test("textReport() in colour has the same text", () => {
  const text = textReport(sampleResult, inColour);
  expect(text).toContain("\u001B[31m✗ FAILED");
  const bare = Bun.stripANSI(text).split("\n");
  expect(bare.map((line) => line.trimEnd())).toEqual(textReport(sampleResult).split("\n"));
});

test("textReport() lets no text of a result control the terminal", () => {
  expect(textReport(hostileResult())).not.toMatch(/[^\n\P{Cc}]/u);
  expect(Bun.stripANSI(textReport(hostileResult(), inColour))).not.toMatch(/[^\n\P{Cc}]/u);
});

test.each<[string, boolean, Record<string, string>, boolean]>([
  ["a terminal has colours", true, {}, true],
  ["an empty NO_COLOR does not disable them", true, { NO_COLOR: "" }, true],
  ["NO_COLOR disables them", true, { NO_COLOR: "1" }, false],
  ["a dumb terminal has none", true, { TERM: "dumb" }, false],
  ["a pipe has none", false, {}, false],
])("styleFor(): %s", (_what, isTTY, env, isColoured) => {
  const { paint } = styleFor({ isTTY }, env);
  expect(paint("bad", "x")).toBe(isColoured ? "\u001B[31mx\u001B[39m" : "x");
});

test("styleFor() wraps at a terminal's width, and never in a pipe", () => {
  expect(styleFor({ isTTY: true, columns: 72 }, {}).columns).toBe(72);
  expect(styleFor({ isTTY: true, columns: 0 }, {}).columns).toBe(80);
  expect(styleFor({ isTTY: false, columns: 72 }, {}).columns).toBe(Infinity);
});

test("textReport() of several runs has each median's interval, and no percentile of all runs together", () => {
  const metric = (value: number): Metric => ({ ...lower(value, "ms", 101), low: 50, high: null });
  const { config } = sampleScenario();
  const metrics: Metrics = { "latency.p50_ms": metric(51), "latency.p99_ms": metric(100) };
  const repeated = sampleScenario({ metrics, config: { ...config, repeat: 3 } });
  const lines = linesOf(resultOf(repeated));
  expect(lines[0]).toContain("100 B, 3 runs, own hub");
  expect(lines).toContain("  medians of 3 runs, and their 95 % intervals");
  expect(lines).toContain("  latency.p50_ms  (50–not reached)  ms");
  expect(lines.join()).not.toContain("p95");
});
