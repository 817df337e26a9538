import { Ajv2020 } from "ajv/dist/2020";
import { expect, test } from "bun:test";
import type { BenchRecording } from "#protocol";
import { type BenchResult, SCHEMA_VERSION } from "../result/result.ts";
import schema from "../result.schema.json" with { type: "json" };
import { type Complete, hostileResult, sampleResult } from "./result.fixture.ts";
import { changed } from "../test-changed.ts";

// In JSON Schema 2020-12, a format is only an annotation.
const validate = new Ajv2020({ strict: true, allErrors: true, validateFormats: false }).compile(
  schema,
);

const column = [1, null];
const recordedColumns: BenchRecording["columns"] = {
  leftMs: column,
  connections: column,
  open: column,
  failed: column,
  recovered: column,
  received: column,
  deliveriesPerSecond: column,
  p50Ms: column,
  p90Ms: column,
  p99Ms: column,
  p999Ms: column,
  maxMs: column,
};

/** Does not compile if result.ts has more or fewer fields than the sample. */
const complete: Complete<BenchResult> = {
  ...sampleResult,
  scenarios: sampleResult.scenarios.map((scenario) => ({
    ...scenario,
    config: {
      ...scenario.config,
      hubThreads: 4,
      warmupS: 2,
      repeat: 3,
      pattern: "burst:10",
      events: 1_000,
      missed: 10,
    },
    recording: {
      startedAt: "2026-11-24T00:00:00.000Z",
      elapsedMs: [1_000, 2_001],
      columns: recordedColumns,
      phases: [{ fromSecond: 0, phase: "publishing" }],
      headline: "fan-out: valid",
      findings: ["0 lost"],
    },
    metrics: {
      lost: { value: 1, unit: "events", better: "lower", samples: 101, low: 0, high: null },
    },
  })),
};

test("result.schema.json accepts a result with every possible field", () => {
  expect(validate(complete), JSON.stringify(validate.errors)).toBe(true);
});

test("result.schema.json accepts what the bench stores and reads again", () => {
  expect(validate(JSON.parse(JSON.stringify(sampleResult)))).toBe(true);
});

test("result.schema.json names the version that result.ts writes", () => {
  expect<number>(schema.properties.schemaVersion.const).toBe(SCHEMA_VERSION);
});

test("result.schema.json describes no field that a complete result does not have", () => {
  const { $defs, properties } = schema;
  const [scenario] = complete.scenarios;
  const [threshold] = complete.thresholds;
  const pairs = [
    [properties, complete],
    [properties.tool.properties, complete.tool],
    [$defs.environment.properties, complete.environment],
    [$defs.scenario.properties, scenario],
    [$defs.config.properties, scenario?.config],
    [$defs.metric.properties, scenario?.metrics.lost],
    [$defs.series.properties, scenario?.series["latency.p50_ms"]],
    [$defs.threshold.properties, threshold],
    [$defs.recording.properties, scenario?.recording],
    [$defs.recording.properties.columns.properties, scenario?.recording.columns],
    [$defs.recording.properties.phases.items.properties, scenario?.recording.phases[0]],
  ] as const;
  for (const [described, had] of pairs) {
    expect(Object.keys(described).toSorted()).toEqual(Object.keys(had ?? {}).toSorted());
  }
});

test.each([
  ["a later version", "schemaVersion", 2],
  ["another tool", "tool/name", "k6"],
  ["no thresholds", "thresholds", undefined],
  ["an unknown field", "host", "secret.example"],
  ["a fractional count", "environment/cpus", 1.5],
  ["a scenario without validity", "scenarios/0/valid", undefined],
  ["validity in words", "scenarios/0/valid", "yes"],
  ["an unknown transport", "scenarios/0/transport", "carrier pigeon"],
  ["a negative rate", "scenarios/0/config/rate", -1],
  ["a metric that is a bare number", "scenarios/0/metrics/lost", 1],
  ["a metric without direction", "scenarios/0/metrics/lost/better", undefined],
  [
    "a metric's name that cannot be used in a threshold",
    "scenarios/0/metrics/P99 (ms)",
    { value: 1 },
  ],
  ["a histogram that is not base64", "scenarios/0/histograms/latency", "p99=3"],
  ["a negative step", "scenarios/0/series/latency.p50_ms/stepMs", -1],
  ["a value in words", "scenarios/0/series/latency.p50_ms/values/0", "50"],
  ["a warning that is not text", "scenarios/0/warnings/0", 7],
  ["a threshold without an outcome", "thresholds/0/isMet", undefined],
])("result.schema.json refuses %s", (_what, path, value) => {
  expect(validate(changed(complete, path, value))).toBe(false);
});

test("result.schema.json refuses the names of the hostile sample, which reports must nevertheless survive", () => {
  expect(validate(hostileResult())).toBe(false);
});
