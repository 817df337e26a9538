import { expect, test } from "bun:test";
import { BenchError } from "./bench-error.ts";
import { compare } from "./compare.ts";
import { readResult } from "./read-result.ts";
import { type BenchResult, higher, lower, type Metrics, SCHEMA_VERSION } from "./result.ts";

function result(
  metrics: Metrics,
  changes: Partial<{ cpu: string; connections: number }> = {},
): BenchResult {
  const { cpu = "Some CPU", connections = 100 } = changes;
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: "streamgauge", version: "0.1.0" },
    environment: {
      startedAt: "2026-11-24T00:00:00.000Z",
      command: "bun run bench",
      bun: "1.4.5",
      os: "linux",
      cpu,
      cpus: 2,
      memoryGib: 24,
    },
    scenarios: [
      {
        name: "fan-out",
        target: "own hub",
        transport: "sse",
        valid: true,
        partial: false,
        config: { connections, rate: 1, durationS: 1, sizeBytes: 100, workers: 1 },
        warnings: [],
        metrics,
        histograms: {},
        series: {},
      },
    ],
    thresholds: [],
  };
}

test("compare() shows each difference and which way it goes", () => {
  const base = result({
    "latency.p99_ms": lower(10, "ms"),
    deliveries_per_second: higher(100, "/s"),
  });
  const head = result({
    "latency.p99_ms": lower(15, "ms"),
    deliveries_per_second: higher(150, "/s"),
  });
  const { text, isPassed } = compare(base, head);
  expect(text).toContain("latency.p99_ms          10 ms   15 ms  +50.0 % worse");
  expect(text).toContain("+50.0 % better");
  expect(isPassed).toBe(true);
});

test.each([
  ["lost", 0, 1, false],
  ["duplicated", 0, 3, false],
  ["lost", 5, 5, true],
  ["lost", 5, 4, true],
])("compare() judges %s from %d to %d", (name, was, is, isPassed) => {
  const sides = [was, is].map((value) => result({ [name]: lower(value, "events") }));
  const [base, head] = sides;
  if (base === undefined || head === undefined) throw new Error("two sides");
  expect(compare(base, head).isPassed).toBe(isPassed);
});

test.each([
  [
    "another processor",
    { cpu: "Another CPU" },
    "processor is Some CPU in the first and Another CPU",
  ],
  ["another load", { connections: 7 }, "fan-out's connections is 100 in the first and 7"],
])("compare() refuses %s, and names the difference", (_what, changes, message) => {
  const base = result({ lost: lower(0, "events") });
  expect(() => compare(base, result({}, changes))).toThrow(BenchError);
  expect(() => compare(base, result({}, changes))).toThrow(message);
});

test("readResult() reads what was written", () => {
  const written = result({ lost: lower(0, "events") });
  expect(readResult(JSON.stringify(written), "a.json")).toEqual(written);
});

test.each([
  ["a truncated file", '{"schemaVersion":1,', "no complete JSON"],
  ["another tool's file", '{"tool":{"name":"k6"}}', "no result of this bench"],
  ["a newer schema", '{"tool":{"name":"streamgauge"},"schemaVersion":99}', "schema version 99"],
  [
    "a damaged result",
    '{"tool":{"name":"streamgauge"},"schemaVersion":1}',
    "parts of the result are missing",
  ],
])("readResult() refuses %s", (_what, text, message) => {
  expect(() => readResult(text, "a.json")).toThrow(message);
});
