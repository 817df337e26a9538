import { expect, test } from "bun:test";
import { type BenchResult, higher, lower } from "../result/result.ts";
import { formatMetric, formatNumber } from "./figures.ts";
import { markdownReport } from "./formats/markdown.ts";
import { textReport } from "./text.ts";

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

test("textReport() says in its first lines what a reader wants to know", () => {
  expect(textReport(result).trim().split("\n").slice(0, 4)).toEqual([
    "fan-out: 5,000 connections, 5/s, 10 s, 100 B, own hub: INVALID, interrupted: PARTIAL",
    "  250,000 deliveries expected, 1 lost, 0 duplicated, 0 out of order",
    "  latency p50 12.3 ms, p99 not reached (from intended send to parsed)",
    "  ! only 4,999 of 5,000 clients opened",
  ]);
  expect(textReport(result)).toContain("FAILED lost==0 (fan-out: 1)");
});

test("markdownReport() is a table for each scenario, and for the thresholds", () => {
  const text = markdownReport(result);
  expect(text).toContain("| `latency.p50_ms` | 12.3 ms | lower |");
  expect(text).toContain("| `lost==0` | fan-out | 1 | **failed** |");
  expect(text).toContain("`bun run bench fan-out`");
});
