import { expect, test } from "bun:test";
import { sampleScenario } from "../report/result.fixture.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { Recorder } from "./recorder.ts";
import type { Sample } from "./sampler.ts";

const START_MS = Date.UTC(2026, 0, 2);

/** The sample after `second` seconds, with one event that took so many ms; without, there are no clients yet. */
function sampleAt(second: number, phase: string, ms?: number): Sample {
  const latency = new LatencyHistogram();
  if (ms !== undefined) latency.record(ms);
  const counts = { connections: 2, open: 1, failed: 1, recovered: 0, received: second };
  return {
    scenario: "fan-out",
    transport: "sse",
    phase,
    atMs: START_MS + second * 1_000,
    elapsedMs: second * 1_000,
    leftMs: undefined,
    counts: ms === undefined ? undefined : counts,
    deliveries: ms === undefined ? 0 : 1,
    latency,
    latencySoFar: latency,
    isLast: false,
  };
}

test("a recording has each second as it was told, its phases, and what was said in the end", () => {
  const recorder = new Recorder();
  for (const sample of [
    sampleAt(1, "opening clients"),
    sampleAt(2, "publishing", 1.5),
    sampleAt(3, "publishing", 2.5),
    { ...sampleAt(3.4, "waiting"), isLast: true },
  ]) {
    recorder.onSample(sample);
  }
  const recording = recorder.take(sampleScenario({ warnings: ["too short: raise --duration"] }));
  expect(recording).toMatchObject({
    startedAt: "2026-01-02T00:00:00.000Z",
    elapsedMs: [1_000, 2_000, 3_000],
    columns: {
      connections: [0, 2, 2],
      open: [0, 1, 1],
      received: [0, 2, 3],
      deliveriesPerSecond: [0, 1, 1],
      p999Ms: [null, 1.5, 2.5],
      leftMs: [null, null, null],
    },
    phases: [
      { fromSecond: 0, phase: "opening clients" },
      { fromSecond: 1, phase: "publishing" },
    ],
  });
  expect(recording.headline).toContain("reconnect");
  expect(recording.findings).toContain("too short: raise --duration");
});

test("a recording begins anew with each scenario, and joins the runs of one that is repeated", () => {
  const recorder = new Recorder();
  const later = (sample: Sample) => ({ ...sample, atMs: sample.atMs + 10_000 });
  recorder.onSample(sampleAt(1, "publishing", 1));
  recorder.onSample({ ...sampleAt(1.5, "publishing", 1), isLast: true });
  recorder.onSample(later(sampleAt(1, "publishing", 1)));
  expect(recorder.take(sampleScenario()).elapsedMs).toEqual([1_000, 11_000]);
  recorder.onSample(later(sampleAt(5, "publishing", 1)));
  expect(recorder.take(sampleScenario())).toMatchObject({
    startedAt: "2026-01-02T00:00:10.000Z",
    elapsedMs: [5_000],
  });
});

test("of a long run the last hour is recorded", () => {
  const recorder = new Recorder();
  for (let second = 1; second <= 3_610; second++) recorder.onSample(sampleAt(second, "publishing"));
  const { elapsedMs, phases } = recorder.take(sampleScenario());
  expect([elapsedMs.length, elapsedMs[0], phases]).toEqual([
    3_600,
    11_000,
    [{ fromSecond: 0, phase: "publishing" }],
  ]);
});
