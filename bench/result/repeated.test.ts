import { expect, test } from "bun:test";
import { LatencyHistogram } from "../stats/latency.ts";
import { repeated } from "./repeated.ts";
import { higher, lower, type Metrics, type ScenarioResult } from "./result.ts";

function run(metrics: Metrics, rest: Partial<ScenarioResult> = {}): ScenarioResult {
  return {
    name: "fan-out",
    target: "own hub",
    transport: "sse",
    valid: true,
    partial: false,
    config: { connections: 1, rate: 1, durationS: 1, sizeBytes: 100, workers: 1 },
    warnings: [],
    metrics,
    histograms: {},
    series: {},
    ...rest,
  };
}

const latencies = (...ms: number[]) => {
  const histogram = new LatencyHistogram();
  for (const one of ms) histogram.record(one);
  return histogram.encode();
};

test("repeated() has the median of the runs and its interval, and all samples", () => {
  const runs = [3, 1, 8].map((ms) => run({ "latency.p99_ms": lower(ms, "ms", 100) }));
  expect(repeated(runs)?.metrics["latency.p99_ms"]).toEqual({
    value: 3,
    unit: "ms",
    better: "lower",
    samples: 300,
    low: 1,
    high: 8,
  });
  expect(repeated(runs)?.config.repeat).toBe(3);
});

test("repeated() adds up what must not happen, and shares of what was expected", () => {
  const runs = [0, 0, 6].map((lost) =>
    run({ lost: lower(lost, "events"), delivered_ratio: higher(1 - lost / 10, "ratio", 10) }),
  );
  const { lost, delivered_ratio: ratio } = repeated(runs)?.metrics ?? {};
  expect(lost).toEqual(lower(6, "events"));
  expect(ratio?.value).toBeCloseTo(0.8, 12);
  expect(ratio?.samples).toBe(30);
});

test.each([
  ["lower", [1, null, 2], { value: 2, low: 1, high: null }],
  ["lower", [1, null, null], { value: null, low: 1, high: null }],
  ["higher", [5, null, 7], { value: 5, low: null, high: 7 }],
] as const)(
  "repeated() takes a figure that was not reached for the worst: %s %p",
  (better, values, expected) => {
    const runs = values.map((value) => run({ rate: { value, unit: "/s", better } }));
    expect(repeated(runs)?.metrics.rate).toMatchObject(expected);
  },
);

test("repeated() is valid if all runs are, and says in how many something was wrong", () => {
  const slow = run({}, { valid: false, warnings: ["too slow"] });
  const runs = [slow, run({}), slow];
  expect(repeated(runs)).toMatchObject({ valid: false, warnings: ["in 2 of 3 runs: too slow"] });
});

test("repeated() adds histograms up, and puts series one after another, except curves", () => {
  const series = { a: { stepMs: 1_000, values: [1, null] }, curve: { stepMs: 0, values: [1] } };
  const runs = [1, 9].map((ms) => run({}, { histograms: { latency: latencies(ms) }, series }));
  const merged = repeated(runs);
  const histogram = new LatencyHistogram();
  histogram.addEncoded(merged?.histograms.latency ?? "");
  expect(histogram.count).toBe(2);
  expect(histogram.percentileMs(100)).toBeCloseTo(9, 1);
  expect(merged?.series).toEqual({ ...series, a: { stepMs: 1_000, values: [1, null, 1, null] } });
});

test("repeated() leaves a single run as it is", () => {
  const only = run({ lost: lower(0, "events") });
  expect(repeated([only])).toBe(only);
  expect(repeated([])).toBeUndefined();
});
