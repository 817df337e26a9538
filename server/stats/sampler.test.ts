import { expect, test } from "bun:test";
import { MOST_SECONDS } from "#protocol";
import { zeroCounters } from "../hub/counters.ts";
import { newHub } from "../hub/test-hubs.ts";
import { samplesOf } from "./history-text.ts";
import { Sampler, type ThreadReading } from "./sampler.ts";
import { Stages } from "./stages.ts";

/** Ten seconds before a full minute. */
const STARTED_AT_MS = 1_700_000_030_000;

/** A sampler whose clock the test moves, and what it samples. */
function sampled(threads: ThreadReading[] = []) {
  const stages = new Stages();
  const counters = zeroCounters();
  const state = { ...newHub().state, connections: 0, lagging: 0 };
  const usage = { cpuUs: 0, rssBytes: 0 };
  let nowMs = 0;
  const sampler = new Sampler({
    version: "1",
    hub: { counters, state, threads, forgetLongest() {} },
    stages,
    wallMs: () => STARTED_AT_MS + nowMs,
    nowMs: () => nowMs,
    process: () => ({ ...usage }),
    maxConnections: 10,
  });
  const second = (lastsMs = 1_000) => {
    nowMs += lastsMs;
    return sampler.sample().minute;
  };
  return { sampler, stages, counters, state, usage, second };
}

test("a minute ends with its last second, and the first of the next brings it", () => {
  const { sampler, second } = sampled();
  // The tenth second ends exactly on the full minute, and is its last.
  const minutes = Array.from({ length: 71 }, () => second());
  const at = minutes.flatMap((minute, index) => (minute === undefined ? [] : [index + 1]));
  expect(at).toEqual([11, 71]);
  expect([minutes[10]?.atMs, minutes[70]?.atMs]).toEqual([
    STARTED_AT_MS + 10_000,
    STARTED_AT_MS + 70_000,
  ]);
  expect(samplesOf(sampler.minutes(9)).map(({ atMs }) => atMs)).toEqual([
    STARTED_AT_MS + 10_000,
    STARTED_AT_MS + 70_000,
  ]);
});

test("a minute's percentiles are those of all its values, not averages of its seconds'", () => {
  const { stages, second } = sampled();
  // Nine quiet seconds of 1,000 values each, and one of 100 slow ones.
  for (let at = 0; at < 9; at++) {
    stages.onSent(1, 1, 1_000);
    second();
  }
  stages.onSent(500, 500, 100);
  second();
  // Of the next minute, and not in this one.
  stages.onSent(9_000, 9_000, 5);
  const { count, p50Ms, p90Ms, p99Ms, p999Ms, maxMs } = second()?.latency.acceptedToSent ?? {};
  expect(count).toBe(9_100);
  for (const fast of [p50Ms, p90Ms]) expect(fast).toBeCloseTo(1, 1);
  // The slowest 1.1 %; an average of the seconds' p99 would say 51 ms.
  for (const slow of [p99Ms, p999Ms, maxMs]) expect((slow ?? 0) / 500).toBeCloseTo(1, 1);
});

test("a minute's rates are averages over the time that passed, its gauges the largest of a second", () => {
  const { counters, state, second } = sampled();
  counters.events += 60;
  state.connections = 100;
  second(2_000);
  state.connections = 300;
  state.lagging = 7;
  second(6_000);
  state.connections = 5;
  state.lagging = 0;
  second(2_000);
  const minute = second();
  expect(minute?.eventsPerSecond).toBe(6);
  expect([minute?.connections, minute?.lagging]).toEqual([300, 7]);
});

test("CPU time is told as cores in use, and averaged over a minute; of memory the largest second counts", () => {
  const { sampler, counters, usage, second } = sampled();
  usage.cpuUs += 1_500_000;
  usage.rssBytes = 80e6;
  counters.deliveredBytes += 3_000;
  second(3_000);
  expect(sampler.latest).toMatchObject({
    cpuCores: 0.5,
    rssBytes: 80e6,
    deliveredBytesPerSecond: 1_000,
  });
  usage.rssBytes = 70e6;
  second(7_000);
  expect(second()).toMatchObject({
    cpuCores: 0.15,
    rssBytes: 80e6,
    deliveredBytesPerSecond: 300,
  });
});

test("the open streams of the first eight threads are kept, and of a minute the largest second", () => {
  const threads = Array.from({ length: 10 }, (_, index) => ({
    connections: index,
    deliveries: 0,
    cpuUs: 0,
  }));
  const { sampler, second } = sampled(threads);
  second(5_000);
  threads[1] = { connections: 50, deliveries: 0, cpuUs: 0 };
  second(5_000);
  threads[1] = { connections: 2, deliveries: 0, cpuUs: 0 };
  const minute = second()?.threads?.map(({ connections }) => connections);
  expect(minute).toEqual([0, 50, 2, 3, 4, 5, 6, 7]);
  const kept = samplesOf(sampler.seconds(9)).map((sample) => sample.threads?.[1]?.connections);
  expect(kept).toEqual([1, 50, 2]);
});

test("a hub with one thread has no history of threads", () => {
  const { sampler, second } = sampled([{ connections: 3, deliveries: 0, cpuUs: 0 }]);
  second(10_000);
  expect(second()?.threads).toBeUndefined();
  expect(samplesOf(sampler.seconds(1))[0]?.threads).toBeUndefined();
});

test("a minute's buckets have all values of its seconds", () => {
  const { sampler, stages, second } = sampled();
  stages.onSent(1.1, 1, 40);
  second(5_000);
  stages.onSent(1.1, 1, 2);
  stages.onSent(3, 1, 5);
  second(5_000);
  const minute = second();
  expect(minute?.buckets).toEqual({
    acceptedToSent: [11, 42, 0, 5],
    acceptedToParsed: [],
    canary: [],
  });
  const kept = samplesOf(sampler.seconds(3)).map(({ buckets }) => buckets.acceptedToSent);
  expect(kept).toEqual([[11, 40], [11, 2, 0, 5], []]);
});

test("a minute without seconds, while the hub stood still, has no row", () => {
  const { sampler, second } = sampled();
  second(5_000);
  second(200_000);
  second(60_000);
  expect(samplesOf(sampler.minutes(9)).map(({ atMs }) => atMs - STARTED_AT_MS)).toEqual([
    5_000, 205_000,
  ]);
});

test("a clock that is set back closes the minute too", () => {
  const stages = new Stages();
  const clock = [0, 1, 2, 0].map((minutes) => STARTED_AT_MS + minutes * 60_000);
  let nowMs = 0;
  const sampler = new Sampler({
    version: "1",
    hub: { counters: zeroCounters(), state: newHub().state, threads: [], forgetLongest() {} },
    stages,
    wallMs: () => clock[Math.floor(nowMs / 1000)] ?? 0,
    nowMs: () => nowMs,
    process: () => ({ cpuUs: 0, rssBytes: 0 }),
    maxConnections: 10,
  });
  const minutes = [1, 2, 3].map((at) => {
    nowMs = at * 1_000;
    return sampler.sample().minute?.atMs;
  });
  expect(minutes).toEqual([undefined, clock[1], clock[2]]);
});

test("an hour of seconds is kept, and not more", () => {
  const { sampler, second } = sampled();
  for (let at = 0; at < MOST_SECONDS + 5; at++) second();
  const kept = samplesOf(sampler.seconds(MOST_SECONDS + 5));
  expect(kept).toHaveLength(MOST_SECONDS);
  expect(kept[0]?.atMs).toBe(STARTED_AT_MS + 6_000);
});
