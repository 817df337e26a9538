import { expect, test } from "bun:test";
import { NO_SAMPLE } from "./columns.ts";
import { historyOf, latencyOf, sampleAt } from "./samples.fixture.ts";
import { HubStore } from "./hub-store.ts";
import type { TimeRange } from "./store.ts";

const ALL = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

function storeOf(seconds: readonly number[], capacity = 100): HubStore {
  const store = new HubStore(capacity);
  for (const second of seconds) store.append(sampleAt(second * 1000, { connections: second }));
  return store;
}

function xs(store: HubStore, range = ALL): number[] {
  return store.points("connections", range).map(({ x }) => x / 1000);
}

test("points() returns the rows in order of time, with their values", () => {
  expect(storeOf([1, 2, 3]).points("connections", ALL)).toEqual([
    { x: 1000, y: 1 },
    { x: 2000, y: 2 },
    { x: 3000, y: 3 },
  ]);
});

test("append() overwrites the oldest row when the ring is full", () => {
  const store = storeOf([1, 2, 3, 4, 5], 3);
  expect(store.count).toBe(3);
  expect(xs(store)).toEqual([3, 4, 5]);
});

test("append() ignores a second that is already there", () => {
  const store = storeOf([1, 2, 2]);
  store.append(sampleAt(1_500));
  expect(xs(store)).toEqual([1, 2]);
});

test("append() starts over when the hub's clock was set back", () => {
  const store = storeOf([100, 101]);
  store.append(sampleAt(2_000));
  expect(store.count).toBe(1);
  expect(store.newestAtMs).toBe(2_000);
});

test("points() breaks the line where seconds are missing", () => {
  expect(storeOf([1, 2, 8, 9]).points("connections", ALL)).toEqual([
    { x: 1000, y: 1 },
    { x: 2000, y: 2 },
    { x: 5000, y: Number.NaN },
    { x: 8000, y: 8 },
    { x: 9000, y: 9 },
  ]);
});

test("points() draws an isolated second as long as it lasted", () => {
  const store = new HubStore(10);
  store.append(sampleAt(1_000));
  const latency = { ...NO_SAMPLE.latency, acceptedToSent: latencyOf(7) };
  store.append(sampleAt(2_000, { latency }));
  store.append(sampleAt(3_000));
  const drawn = store.points("acceptedToSent.p50Ms", ALL).filter(({ y }) => !Number.isNaN(y));
  expect(drawn).toEqual([
    { x: 1_550, y: 7 },
    { x: 2_450, y: 7 },
  ]);
});

test("points() includes one row before the range, so that the line comes in from the edge", () => {
  expect(xs(storeOf([1, 2, 3, 4, 5]), { fromMs: 3_000, toMs: 4_000 })).toEqual([2, 3, 4]);
});

test("merge() fills in missing seconds and keeps existing ones", () => {
  const store = new HubStore(10);
  store.append(sampleAt(3_000, { connections: 3 }), latencyOf(5));
  store.merge(
    historyOf([1, 2, 3].map((second) => sampleAt(second * 1000, { connections: second * 10 }))),
  );
  expect(store.points("connections", ALL).map(({ y }) => y)).toEqual([10, 20, 3]);
  expect(store.valueNear("page.p50Ms", 3_000)).toBe(5);
});

test("merge() keeps the newest if there are more than the ring holds", () => {
  const store = storeOf([8, 9], 3);
  store.merge(historyOf([5, 6, 7].map((second) => sampleAt(second * 1000))));
  expect(xs(store)).toEqual([7, 8, 9]);
});

test("summary() returns how many values there are, the current one, the minimum and the maximum of the range", () => {
  const store = new HubStore(10);
  for (const [index, connections] of [9, 4, 7, 5].entries()) {
    store.append(sampleAt((index + 1) * 1000, { connections }));
  }
  expect(store.summary("connections", { fromMs: 2_000, toMs: 4_000 })).toEqual({
    count: 3,
    current: 5,
    min: 4,
    max: 7,
  });
});

test("summary() of a column without values returns undefined", () => {
  expect(storeOf([1, 2]).summary("page.p99Ms", ALL)).toEqual({
    count: 0,
    current: undefined,
    min: undefined,
    max: undefined,
  });
});

test("valueNear() returns undefined inside a hole", () => {
  const store = storeOf([1, 2, 9]);
  expect(store.valueNear("connections", 2_400)).toBe(2);
  expect(store.valueNear("connections", 6_000)).toBeUndefined();
});

test("nearestAtMs() returns the time of the nearest row within the range", () => {
  const store = storeOf([1, 2, 3]);
  expect(store.nearestAtMs(2_400, ALL)).toBe(2_000);
  expect(store.nearestAtMs(2_600, ALL)).toBe(3_000);
  expect(store.nearestAtMs(2_600, { fromMs: 0, toMs: 2_000 })).toBe(2_000);
  expect(new HubStore(3).nearestAtMs(1, ALL)).toBeUndefined();
});

test("revision counts the changes of the rows", () => {
  const store = storeOf([1]);
  const before = store.revision;
  store.append(sampleAt(1_000));
  expect(store.revision).toBe(before);
  store.append(sampleAt(2_000));
  expect(store.revision).toBeGreaterThan(before);
});

test("append() keeps each stage, size and gauge of a second in a column of its own", () => {
  const store = new HubStore(3);
  const sizeOf = (max: number) => ({ count: 1, p50: max, p90: max, p99: max, max });
  const latency = {
    acceptedToDurable: latencyOf(1),
    durableToSent: latencyOf(2),
    acceptedToSent: latencyOf(3),
    sentToParsed: latencyOf(11),
    acceptedToParsed: latencyOf(12),
    canary: latencyOf(4),
    eventLoop: latencyOf(5),
  };
  const sizes = { batchEvents: sizeOf(6), replayEvents: sizeOf(7) };
  const sample = sampleAt(1_000, { latency, ...sizes, lagEvents: 8, stalledPerSecond: 9 });
  store.append(sample, latencyOf(10));
  const wanted = [
    ["acceptedToDurable.p50Ms", 1],
    ["durableToSent.p90Ms", 2],
    ["acceptedToSent.p99Ms", 3],
    ["sentToParsed.p50Ms", 11],
    ["acceptedToParsed.p99Ms", 12],
    ["canary.maxMs", 4],
    ["eventLoop.maxMs", 5],
    ["batchEvents.p50", 6],
    ["replayEvents.max", 7],
    ["lagEvents", 8],
    ["stalledPerSecond", 9],
    ["page.p50Ms", 10],
  ] as const;
  expect(wanted.map(([column]) => [column, store.valueNear(column, 1_000)])).toEqual(
    wanted.map(([column, value]) => [column, value]),
  );
});

test("summary() is of the rows as they are, and of the range that is asked for", () => {
  const store = storeOf([5, 7]);
  const maxOf = (range: TimeRange) => store.summary("connections", range).max;
  expect([maxOf(ALL), maxOf(ALL), maxOf({ fromMs: 0, toMs: 5_000 })]).toEqual([7, 7, 5]);
  store.append(sampleAt(9_000, { connections: 9 }));
  expect([maxOf(ALL), store.summary("lagging", ALL).max]).toEqual([9, 0]);
  store.clear();
  expect(maxOf(ALL)).toBeUndefined();
});
