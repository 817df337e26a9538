import Ajv from "ajv";
import { expect, test } from "bun:test";
import { benchmarkActionFiles, benchmarkActionReport } from "./formats/benchmark-action.ts";
import { bencherReport } from "./formats/bencher.ts";
import { hostileComparison, sampleComparison } from "./comparison.fixture.ts";
import { trackedFigures } from "./tracked.ts";
import { hostileResult, sampleResult, sampleScenario } from "./result.fixture.ts";

const ajv = new Ajv({ strict: true, allErrors: true });
const number = { type: "number" };
const string = { type: "string", minLength: 1 };

/**
 * Bencher's own schema (https://bencher.dev/bmf.json), with the limits on names from its reference: at most 1,024
 * characters for a benchmark, and a slug of at most 64 for a measure.
 */
const isBencher = ajv.compile({
  type: "object",
  propertyNames: { minLength: 1, maxLength: 1024 },
  additionalProperties: {
    type: "object",
    propertyNames: { pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", maxLength: 64 },
    additionalProperties: {
      type: "object",
      additionalProperties: false,
      properties: { value: number, lower_value: number, upper_value: number },
      required: ["value"],
    },
  },
});

/** As in `BenchmarkResult` of github-action-benchmark's `extract.ts` and the README's custom benchmarks. */
const isAction = ajv.compile({
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    properties: { name: string, unit: string, value: number, range: string, extra: string },
    required: ["name", "unit", "value"],
  },
});

const outcomes = [
  ["a result", sampleResult],
  ["a hostile result", hostileResult()],
  ["a comparison", sampleComparison],
  ["a hostile comparison", hostileComparison()],
] as const;

test.each(outcomes)("bencherReport() of %s has Bencher's shape", (_what, outcome) => {
  const isValid = isBencher(JSON.parse(bencherReport(outcome)));
  expect(isValid, JSON.stringify(isBencher.errors)).toBe(true);
});

test.each(outcomes)("benchmarkActionReport() of %s has the action's shape", (_what, outcome) => {
  for (const text of Object.values(benchmarkActionReport(outcome))) {
    expect(isAction(JSON.parse(text)), JSON.stringify(isAction.errors)).toBe(true);
  }
});

test("bencherReport() has times as ns of `latency`, rates as `throughput`, and the rest under their own names", () => {
  const report: unknown = JSON.parse(bencherReport(sampleResult));
  expect(report).toMatchObject({
    "reconnect/latency.p50": { latency: { value: 51_007_000 } },
    "reconnect/deliveries": { throughput: { value: 2_000 } },
    reconnect: { lost: { value: 1 }, "delivered-ratio": { value: 0.99 } },
  });
});

test("bencherReport() of a comparison has the head's values, within the interval of its rounds", () => {
  const report: unknown = JSON.parse(bencherReport(sampleComparison));
  expect(report).toHaveProperty(["ab", "server-cpu-us-per-delivery", "value"], 11);
  expect(report).toHaveProperty(["ab", "lost"], { value: 0 });
  expect(report).toHaveProperty(["ab/latency.p99", "latency", "value"], 24_400_000);
  expect(report).toHaveProperty(["ab/latency.p99", "latency", "lower_value"]);
});

test("bencherReport() tells peers apart, and skips metrics without a value", () => {
  const scenarios = ["nchan", "node"].map((target) =>
    sampleScenario({
      name: "peers",
      target,
      metrics: {
        "latency.p50_ms": { value: target === "node" ? null : 2, unit: "ms", better: "lower" },
      },
    }),
  );
  expect(JSON.parse(bencherReport({ ...sampleResult, scenarios }))).toEqual({
    "peers nchan/latency.p50": { latency: { value: 2_000_000 } },
  });
});

test("benchmarkActionReport() has each figure once, with those that should be big apart", () => {
  const { smaller, bigger } = benchmarkActionReport(sampleComparison);
  const names = [smaller, bigger].map((text) => text.match(/"name": "([^"]*)"/g));
  expect(names[1]).toEqual([
    '"name": "ab/deliveries_per_second"',
    '"name": "ab/rate_at_objective.events_per_second"',
  ]);
  expect(names[0]).toHaveLength(5);
  expect(bigger).toContain('"range": "± ');
  expect(bigger).toContain('"extra": "worktree, 12 rounds: pass"');
});

test.each([
  ["b.json", "b-smaller.json", "b-bigger.json"],
  ["out/b", "out/b-smaller", "out/b-bigger"],
])("benchmarkActionFiles(%p) are two files", (path, smaller, bigger) => {
  expect(benchmarkActionFiles(path)).toEqual({ smaller, bigger });
});

test("what describes the bench itself is not tracked", () => {
  const one = { value: 1, unit: "ms", better: "lower" } as const;
  const names = ["generator.lag_ms", "floor.latency.p99_ms", "latency.p99_ms"];
  const metrics = Object.fromEntries(names.map((name) => [name, one]));
  const result = { ...sampleResult, scenarios: [sampleScenario({ metrics })] };
  expect(trackedFigures(result).map(({ name }) => name)).toEqual(["latency.p99_ms"]);
});
