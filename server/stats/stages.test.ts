import { expect, test } from "bun:test";
import { BUCKET_COUNT } from "#protocol";
import { EventCountRecorder } from "./event-counts.ts";
import { LatencyRecorder } from "./latency.ts";
import { Stages } from "./stages.ts";

const NO_LATENCY = { count: 0, p50Ms: null, p90Ms: null, p99Ms: null, p999Ms: null, maxMs: null };
const NO_EVENTS = { count: 0, p50: null, p90: null, p99: null, max: null };

test("LatencyRecorder returns percentiles in ms, within 1 %", () => {
  const recorder = new LatencyRecorder();
  for (let ms = 1; ms <= 1_000; ms++) recorder.record(ms);
  const { count, p50Ms, p90Ms, p99Ms, maxMs } = recorder.takeSummary();
  expect(count).toBe(1_000);
  const wanted = [500, 900, 990, 1_000];
  for (const [index, ms] of [p50Ms, p90Ms, p99Ms, maxMs].entries()) {
    expect(Math.abs((ms ?? 0) / (wanted[index] ?? 0) - 1)).toBeLessThan(0.01);
  }
});

test.each([
  [0, 0.001, "nothing takes less than a microsecond: a logarithmic axis has no zero"],
  [-5, 0.001, "clock differences included"],
  [120_000, 60_000, "a minute is as good as never"],
])("LatencyRecorder reports %d ms as about %d: %s", (latencyMs, toldMs, _reason) => {
  const recorder = new LatencyRecorder();
  recorder.record(latencyMs);
  expect((recorder.takeSummary().maxMs ?? 0) / toldMs).toBeCloseTo(1, 1);
});

test("takeSummary() starts a new interval, and the counts since the start continue", () => {
  const recorder = new LatencyRecorder();
  recorder.record(3);
  expect(recorder.takeSummary().count).toBe(1);
  expect(recorder.takeSummary()).toEqual(NO_LATENCY);
  recorder.record(4);
  expect(recorder.takeSummary().count).toBe(1);
  expect(recorder.sinceStart.cumulativeCounts.at(-1)).toBe(2);
  expect(recorder.sinceStart.sum).toBeCloseTo(0.007);
});

test("LatencyRecorder counts in buckets what the next summary takes", () => {
  const recorder = new LatencyRecorder();
  recorder.record(0.001, 2);
  recorder.record(0.012, 3);
  recorder.record(25_000);
  const [first, ...counts] = recorder.secondBuckets;
  expect([first, ...counts.filter((count) => count > 0)]).toEqual([0, 2, 3, 1]);
  expect(counts).toHaveLength(BUCKET_COUNT);
  recorder.takeSummary();
  expect(recorder.secondBuckets).toEqual([]);
  expect(recorder.minuteBuckets).toEqual([first ?? -1, ...counts]);
  recorder.takeMinute();
  expect(recorder.minuteBuckets).toEqual([]);
});

test("EventCountRecorder keeps whole numbers, including zero", () => {
  const recorder = new EventCountRecorder([0, 10]);
  for (const events of [0, 0, 7, 90]) recorder.record(events);
  expect(recorder.takeSummary()).toEqual({ count: 4, p50: 0, p90: 90, p99: 90, max: 90 });
  expect(recorder.takeSummary()).toEqual(NO_EVENTS);
  expect(recorder.sinceStart.cumulativeCounts).toEqual([2, 3, 4]);
});

test("Stages feeds each measure of the hub into the summary of the same name", () => {
  const stages = new Stages();
  stages.onBatch(12);
  stages.onAcceptedToDurable(1);
  stages.onParsed(4);
  stages.onSent(3, 2, 7);
  stages.onResumed(40);
  stages.canary.record(5);
  stages.eventLoop.record(6);
  const { latency, batchEvents, replayEvents } = stages.takeSummaries();
  const wholeMs = Object.entries(latency).map(([name, { maxMs }]) => [
    name,
    Math.round(maxMs ?? 0),
  ]);
  expect(Object.fromEntries(wholeMs)).toEqual({
    acceptedToDurable: 1,
    durableToSent: 2,
    acceptedToSent: 3,
    sentToParsed: 4,
    acceptedToParsed: 7,
    canary: 5,
    eventLoop: 6,
  });
  expect([batchEvents.max, replayEvents.max]).toEqual([12, 40]);
  // One for each delivery.
  const { acceptedToSent, durableToSent, acceptedToParsed, sentToParsed } = latency;
  expect([acceptedToSent.count, durableToSent.count, acceptedToParsed.count]).toEqual([7, 7, 7]);
  expect(sentToParsed.count).toBe(1);
});

test("while the hub's own readers have parsed nothing, nothing is said of parsing", () => {
  const stages = new Stages();
  stages.onSent(3, 2, 7);
  const { acceptedToSent, acceptedToParsed } = stages.takeSummaries().latency;
  expect([acceptedToSent.count, acceptedToParsed.count]).toEqual([7, 0]);
});
