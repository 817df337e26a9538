import { expect, test } from "bun:test";
import type { StatsHistory, StatsSample } from "#protocol";
import { historyText, samplesOf } from "./history-text.ts";
import { SampleRing } from "./sample-ring.ts";
import { sampleOf } from "./samples.fixture.ts";

function ringOf(capacity: number, seconds: readonly number[]): SampleRing {
  const ring = new SampleRing(capacity);
  for (const second of seconds) ring.add(sampleOf(second * 1000, { connections: second }));
  return ring;
}

function secondsOf(samples: readonly StatsSample[]): number[] {
  return samples.map(({ connections }) => connections);
}

test.each([
  ["fewer than it holds", 5, [1, 2, 3], 9, [1, 2, 3]],
  ["only as many as wanted", 5, [1, 2, 3], 2, [2, 3]],
  ["none", 5, [1, 2, 3], 0, []],
  ["the newest once it is full", 3, [1, 2, 3, 4, 5], 9, [3, 4, 5]],
  ["across the end of the ring", 3, [1, 2, 3, 4], 2, [3, 4]],
  ["nothing while it is empty", 3, [], 9, []],
])("newest() of a ring has %s, oldest first", (_, capacity, seconds, count, wanted) => {
  expect(secondsOf(samplesOf(ringOf(capacity, seconds).newest(count)))).toEqual([...wanted]);
});

test("newest() has the buckets of the same rows, also across the end of the ring", () => {
  const ring = new SampleRing(3);
  for (const second of [1, 2, 3, 4]) {
    const buckets = { acceptedToSent: [second, 9], acceptedToParsed: [], canary: [] };
    ring.add(sampleOf(second * 1000, { buckets }));
  }
  const first = samplesOf(ring.newest(3)).map(({ buckets }) => buckets.acceptedToSent[0]);
  expect(first).toEqual([2, 3, 4]);
});

test("newest() is a copy, which later samples do not change", () => {
  const ring = ringOf(2, [1, 2]);
  const copy = ring.newest(2);
  ring.add(sampleOf(3_000, { connections: 3 }));
  expect(secondsOf(samplesOf(copy))).toEqual([1, 2]);
});

test("a sample comes back as it was, to three decimals and seven digits", () => {
  const ring = new SampleRing(2, 3);
  const summary = {
    count: 3,
    p50Ms: 0.224,
    p90Ms: 1.5,
    p99Ms: 12.345,
    p999Ms: 99.5,
    maxMs: 60_000,
  };
  const none = { count: 0, p50Ms: null, p90Ms: null, p99Ms: null, p999Ms: null, maxMs: null };
  const sample = sampleOf(1_700_000_000_000.125, {
    lagEvents: 1_000_000,
    deliveriesPerSecond: 25_000.5,
    latency: {
      acceptedToDurable: summary,
      durableToSent: none,
      acceptedToSent: { ...summary, maxMs: 61 },
      sentToParsed: { ...summary, p50Ms: 0.25 },
      acceptedToParsed: { ...summary, p90Ms: 2.5 },
      canary: none,
      eventLoop: { ...summary, p50Ms: 0.001 },
    },
    batchEvents: { count: 2, p50: 1, p90: 7, p99: 7, max: 7 },
    cpuCores: 1.234,
    buckets: { acceptedToSent: [12, 40_000, 0, 1], acceptedToParsed: [13, 2], canary: [] },
    threads: [{ connections: 1 }, { connections: 0 }, { connections: 7 }],
  });
  ring.add(sample);
  expect(samplesOf(ring.newest(1))).toEqual([sample]);
});

test("historyText() is the JSON of both resolutions, with null where nothing was measured", async () => {
  const told = [{ id: "e-1", type: "bench-progress", data: '{"open":1}', atMs: 3 }];
  const text = await historyText(ringOf(3, [1, 2]).newest(3), ringOf(3, [60]).newest(3), told);
  const { seconds, minutes, bench }: StatsHistory = JSON.parse(text);
  expect(bench).toEqual(told);
  expect(seconds.atMs).toEqual([1_000, 2_000]);
  expect(seconds.columns.connections).toEqual([1, 2]);
  expect(seconds.columns["canary.p999Ms"]).toEqual([null, null]);
  expect(seconds.columns["batchEvents.count"]).toEqual([0, 0]);
  expect(seconds.buckets).toEqual({
    acceptedToSent: [[], []],
    acceptedToParsed: [[], []],
    canary: [[], []],
  });
  expect(minutes.atMs).toEqual([60_000]);
  expect(minutes.columns.connections).toEqual([60]);
});
