/** A made-up result with every possible field, for tests: each report must handle all of it. */

import { type BenchResult, higher, lower, type ScenarioResult } from "../result/result.ts";
import { LatencyHistogram } from "../stats/latency.ts";

/** The same type without optional fields. */
export type Complete<Shape> = {
  [Field in keyof Shape]-?: Complete<Exclude<Shape[Field], undefined>>;
};

/** The values from 1 to 100 ms, once each. */
export function sampleHistogram(): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (let ms = 1; ms <= 100; ms++) histogram.record(ms);
  return histogram;
}

/** Breaks out of text, attributes, scripts, cells and terminals that are not escaped. */
export const HOSTILE = `</script><script>alert(1)</script><!--"'&<img src=x onerror=alert(1)>\u0000\u001B[31m|,\n=1`;

export function sampleScenario(changes: Partial<ScenarioResult> = {}): ScenarioResult {
  const histogram = sampleHistogram();
  return {
    name: "reconnect",
    target: "own hub",
    transport: "sse",
    valid: true,
    partial: false,
    config: { connections: 100, rate: 20, durationS: 3, sizeBytes: 100, workers: 1 },
    warnings: [],
    metrics: {
      delivered_ratio: higher(0.99, "ratio", 101),
      lost: lower(1, "events"),
      duplicated: lower(0, "events"),
      deliveries_per_second: higher(2_000, "/s"),
      ...histogram.metrics("latency", 1),
      ...histogram.metrics("recovery"),
    },
    histograms: { latency: histogram.encode(), recovery: histogram.encode() },
    series: {
      "latency.p50_ms": { stepMs: 1_000, values: [50, null, 51] },
      "latency.p99_ms": { stepMs: 1_000, values: [99, null, 98] },
      "latency.max_ms": { stepMs: 1_000, values: [100, null, 100.5] },
      deliveries_per_second: { stepMs: 1_000, values: [2_000, 0, 2_001] },
    },
    ...changes,
  };
}

export const sampleResult = {
  schemaVersion: 1,
  tool: { name: "streamgauge", version: "0.1.0" },
  environment: {
    startedAt: "2026-11-24T00:00:00.000Z",
    command: "bun run bench reconnect",
    bun: "1.4.5",
    os: "linux",
    cpu: "Some CPU",
    cpus: 2,
    memoryGib: 23.4,
  },
  scenarios: [sampleScenario({ warnings: ["a pause of 12 ms"] })],
  thresholds: [
    { expression: "lost==0", scenario: "reconnect", value: 1, isMet: false },
    { expression: "latency.p99_ms<200", scenario: "reconnect", value: 99.007, isMet: true },
  ],
} as const satisfies BenchResult;

/** The sample with a hostile text wherever a result has text. */
export function hostileResult(): BenchResult {
  return {
    ...sampleResult,
    environment: {
      ...sampleResult.environment,
      command: HOSTILE,
      cpu: HOSTILE,
      os: HOSTILE,
      startedAt: HOSTILE,
    },
    scenarios: [
      sampleScenario({
        name: HOSTILE,
        target: HOSTILE,
        warnings: [HOSTILE],
        metrics: { [HOSTILE]: lower(1, HOSTILE), [`${HOSTILE}.p50_ms`]: lower(1, "ms") },
        histograms: { [HOSTILE]: sampleHistogram().encode() },
        series: { [HOSTILE]: { stepMs: 1_000, values: [1, 2] } },
        valid: false,
      }),
    ],
    thresholds: [{ expression: HOSTILE, scenario: HOSTILE, value: null, isMet: false }],
  };
}
