import { Ajv2020 } from "ajv/dist/2020";
import { expect, test } from "bun:test";
import schema from "../comparison.schema.json" with { type: "json" };
import {
  hostileComparison,
  passingComparison,
  sampleComparison,
} from "../report/comparison.fixture.ts";
import type { Complete } from "../report/result.fixture.ts";
import { type Comparison, COMPARISON_SCHEMA_VERSION } from "./comparison.ts";
import { changed } from "../test-changed.ts";

// In 2020-12 a format is only an annotation.
const validate = new Ajv2020({
  strict: true,
  allErrors: true,
  validateFormats: false,
}).compile(schema);

const estimate = {
  median: 1.1,
  low: 1,
  high: 1.2,
  confidence: 0.99,
  pairs: 10,
  smallestDetectable: 0.03,
  autocorrelation: 0.1,
  noiseFloor: 0.02,
};

/** Does not compile if comparison.ts has more or fewer fields than this. */
const complete: Complete<Comparison> = {
  ...sampleComparison,
  base: { name: "main", commit: "a1b2c3d", isDirty: false },
  head: { name: "worktree", commit: "9f8e7d6", isDirty: true },
  config: { ...sampleComparison.config, hubThreads: 4 },
  metrics: [
    {
      name: "server.cpu_us_per_delivery",
      unit: "µs",
      better: "lower",
      isGated: true,
      allowed: 0.5,
      base: 9,
      head: 10,
      ratio: estimate,
      verdict: "regressed",
      reason: "worse",
    },
  ],
};

const [metric] = complete.metrics;
const ratio = { ...estimate, low: null, high: null, pairs: 1, confidence: 0 };
const withoutInterval = { ...complete, metrics: [{ ...metric, ratio }] };

test.each<[string, unknown]>([
  ["every field there is", complete],
  ["every verdict there is", sampleComparison],
  ["one pair, which has no interval", withoutInterval],
  ["nothing dropped", passingComparison],
])("comparison.schema.json accepts a comparison with %s", (_what, comparison) => {
  const isValid = validate(JSON.parse(JSON.stringify(comparison)));
  expect(isValid, JSON.stringify(validate.errors)).toBe(true);
});

test("comparison.schema.json names the version that comparison.ts writes", () => {
  expect<number>(schema.properties.schemaVersion.const).toBe(COMPARISON_SCHEMA_VERSION);
});

test("comparison.schema.json describes no field that a complete comparison does not have", () => {
  const { $defs, properties } = schema;
  const pairs = [
    [properties, complete],
    [$defs.environment.properties, complete.environment],
    [$defs.side.properties, complete.head],
    [$defs.config.properties, complete.config],
    [$defs.pair.properties, complete.rounds[0]],
    [$defs.droppedPair.properties, complete.dropped[0]],
    [$defs.metric.properties, complete.metrics[0]],
    [$defs.ratio.properties, estimate],
  ] as const;
  for (const [described, had] of pairs) {
    expect(Object.keys(described).toSorted()).toEqual(Object.keys(had ?? {}).toSorted());
  }
});

test.each([
  ["a later version", "schemaVersion", 2],
  ["no kind", "kind", undefined],
  ["a fourth verdict", "verdict", "improved"],
  ["a field more", "host", "secret.example"],
  ["a side without a name", "base/name", undefined],
  ["a side of a round missing", "rounds/0/head", undefined],
  ["a figure in words", "rounds/0/head/lost", "0"],
  ["a dropped round without reasons", "dropped/0/reasons", undefined],
  ["an interval without its confidence", "metrics/0/ratio/confidence", undefined],
  ["a metric without direction", "metrics/0/better", undefined],
])("comparison.schema.json refuses %s", (_what, path, value) => {
  expect(validate(changed(complete, path, value))).toBe(false);
});

test("comparison.schema.json refuses the names of the hostile sample, which reports must survive", () => {
  expect(validate(hostileComparison())).toBe(false);
});
