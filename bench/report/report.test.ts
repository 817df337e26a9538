import { expect, test } from "bun:test";
import { type BenchResult, higher, lower } from "../result/result.ts";
import { counted, formatMetric, formatNumber } from "./figures.ts";
import { markdownReport } from "./formats/markdown.ts";

const result: BenchResult = {
  schemaVersion: 1,
  tool: { name: "streamgauge", version: "0.1.0" },
  environment: {
    startedAt: "2026-11-24T00:00:00.000Z",
    command: "bun run bench fan-out",
    bun: "1.4.5",
    os: "linux",
    cpu: "Some CPU",
    cpus: 2,
    memoryGib: 23.4,
  },
  scenarios: [
    {
      name: "fan-out",
      target: "own hub",
      transport: "sse",
      valid: false,
      partial: true,
      config: { connections: 5_000, rate: 5, durationS: 10, sizeBytes: 100, workers: 1 },
      warnings: ["only 4,999 of 5,000 clients opened"],
      metrics: {
        delivered_ratio: higher(0.99999999, "ratio", 250_000),
        lost: lower(1, "events"),
        duplicated: lower(0, "events"),
        out_of_order: lower(0, "events"),
        "latency.p50_ms": lower(12.345, "ms", 250_000),
        "latency.p99_ms": lower(null, "ms", 250_000),
      },
      histograms: {},
      series: {},
    },
  ],
  thresholds: [{ expression: "lost==0", scenario: "fan-out", value: 1, isMet: false }],
};

test.each([
  [0, "0"],
  [12.345, "12.3"],
  [0.012345, "0.0123"],
  [1234.5, "1,235"],
  [250_000, "250,000"],
])("formatNumber(%d) is %s", (value, text) => expect(formatNumber(value)).toBe(text));

test("formatMetric() never rounds a loss away", () => {
  expect(formatMetric(higher(0.99999999, "ratio"))).toBe("0.999999");
  expect(formatMetric(higher(1, "ratio"))).toBe("1");
  expect(formatMetric(higher(0.5, "ratio"))).toBe("0.5");
});

test.each([
  [higher(950, "/s"), "950/s"],
  [lower(12.3, "ms"), "12.3 ms"],
  [lower(null, "ms"), "not reached"],
])("formatMetric(%p) is %s", (metric, text) => expect(formatMetric(metric)).toBe(text));

test.each([
  [0, "0 events"],
  [1, "1 event"],
  [1_000, "1,000 events"],
])("counted(%d) is %s", (count, text) => expect(counted(count, "event")).toBe(text));

test("counted() accepts an irregular plural", () => {
  expect(counted(2, "process", "processes")).toBe("2 processes");
});

test("markdownReport() has a table for each scenario, and one for the thresholds", () => {
  const text = markdownReport(result);
  expect(text).toContain("| `latency.p50_ms` | 12.3 ms | lower |");
  expect(text).toContain("| `lost==0` | fan-out | 1 | **failed** |");
  expect(text).toContain("`bun run bench fan-out`");
});
