import { expect, test } from "bun:test";
import type { PackedBuckets } from "#protocol";
import { NO_SAMPLE } from "../past/columns.ts";
import { countedHeatOf, type HeatMap, heatOf, shortestMs, strengthOf } from "./heat-map.ts";
import { historyOf, latencyOf, sampleAt } from "../past/samples.fixture.ts";
import { HubStore } from "../past/hub-store.ts";

const BOUNDS = { min: 1, max: 1_000 };
const ROWS = 24;

type Latencies = Partial<ReturnType<typeof latencyOf>>;

function storeOf(seconds: Readonly<Record<number, Latencies>>): HubStore {
  const store = new HubStore(1_000);
  for (let second = 1; second <= 60; second++) {
    const canary = { ...latencyOf(10), ...seconds[second] };
    store.append(sampleAt(second * 1_000, { latency: { ...NO_SAMPLE.latency, canary } }));
  }
  return store;
}

function heat(store: HubStore, toS = 60, columns = 6): HeatMap {
  return heatOf(store, {
    range: { fromMs: (toS - 60) * 1_000, toMs: toS * 1_000 },
    bounds: BOUNDS,
    columns,
    columnOf: (percentile) => `canary.${percentile}`,
  });
}

/** The shares of a column, by row. */
function columnAt({ shares, rows, firstMs, cellMs }: HeatMap, second: number): number[] {
  const column = Math.floor((second * 1_000 - firstMs) / cellMs);
  return [...shares.subarray(column * rows, (column + 1) * rows)];
}

test("heatOf() puts events that were all equally slow into one cell", () => {
  const column = columnAt(heat(storeOf({})), 25);
  expect(column).toHaveLength(ROWS);
  // 10 ms is one decade above the bound: the ninth row.
  expect(column.findIndex((share) => share > 0)).toBe(8);
  expect(column[8]).toBeCloseTo(1, 5);
});

test("heatOf() spreads what lies between two percentiles, and all shares make one", () => {
  const slow = { p50Ms: 1.5, p90Ms: 10, p99Ms: 100, p999Ms: 100, maxMs: 900 };
  const seconds = Object.fromEntries(
    [21, 22, 23, 24, 25, 26, 27, 28, 29, 20].map((s) => [s, slow]),
  );
  const column = columnAt(heat(storeOf(seconds)), 25);
  expect(column[1]).toBeCloseTo(0.5, 5);
  expect(column.slice(2, 9).reduce((sum, share) => sum + share, 0)).toBeCloseTo(0.4, 5);
  expect(column[5]).toBeCloseTo(0.4 / 7, 5);
  expect(column.at(-1)).toBeGreaterThan(0);
  expect(column.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
});

test("heatOf() gives the share of an unknown percentile to the next known one", () => {
  const few = { count: 5, p50Ms: 2, p90Ms: 5, p99Ms: 50, maxMs: 100 };
  const column = columnAt(heat(storeOf({ 30: few }), 60, 60), 30);
  expect(column[2]).toBeCloseTo(0.5, 5);
  expect(column.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  expect(column[15]).toBeCloseTo(0.5 / 14, 5);
});

test("heatOf() leaves a second without a measurement empty, and averages a cell's seconds", () => {
  const none = { count: 0, p50Ms: null, p90Ms: null, p99Ms: null, p999Ms: null, maxMs: null };
  const store = storeOf({ 30: none, 40: latencyOf(100) });
  expect(columnAt(heat(store, 60, 60), 30).every((share) => share === 0)).toBe(true);
  const cell = columnAt(heat(store), 45);
  expect(cell[8]).toBeCloseTo(0.9, 5);
  expect(cell[16]).toBeCloseTo(0.1, 5);
});

test("heatOf() has cells at fixed times, and clamps values beyond the bounds", () => {
  const store = storeOf({ 35: latencyOf(1e6), 36: latencyOf(1e-6) });
  expect(columnAt(heat(store, 55, 30), 35)).toEqual(columnAt(heat(store, 56, 30), 35));
  expect(columnAt(heat(store, 60, 60), 35).at(-1)).toBeCloseTo(1, 5);
  expect(columnAt(heat(store, 60, 60), 36)[0]).toBeCloseTo(1, 5);
});

/** A minute of buckets, by second. */
function countedStore(seconds: Readonly<Record<number, PackedBuckets>>): HubStore {
  const store = new HubStore(1_000);
  for (let second = 1; second <= 60; second++) {
    const buckets = { ...NO_SAMPLE.buckets, canary: seconds[second] ?? [] };
    store.append(sampleAt(second * 1_000, { buckets }));
  }
  return store;
}

test("countedHeatOf() has the shares of all that was counted in a cell's time", () => {
  // From 1 ms and 10 ms, in two of the ten seconds of a cell.
  const store = countedStore({ 21: [11, 90], 25: [11, 9, 0, 0, 0, 0, 1] });
  const range = { fromMs: 0, toMs: 60_000 };
  const counted = countedHeatOf(store, { range, bounds: BOUNDS, columns: 6, name: "canary" });
  expect(counted.rows).toBe(15);
  const column = columnAt(counted, 25);
  expect(column[0]).toBeCloseTo(0.99, 5);
  expect(column[5]).toBeCloseTo(0.01, 5);
  expect(columnAt(counted, 35).every((share) => share === 0)).toBe(true);
  expect(shortestMs(store, "canary", range)).toBeCloseTo(1, 9);
  expect(shortestMs(store, "acceptedToSent", range)).toBeUndefined();
});

test("a store keeps the buckets of its rows, whether they come one by one or from the hub's history", () => {
  const samples = [1, 2, 3].map((second) =>
    sampleAt(second * 1_000, { buckets: { ...NO_SAMPLE.buckets, acceptedToSent: [second, 9] } }),
  );
  const store = new HubStore(1_000);
  for (const sample of samples.slice(2)) store.append(sample);
  store.merge(historyOf(samples));
  const counted = [1, 2, 3].map((second) => store.bucketsAt("acceptedToSent", second * 1_000));
  expect(counted).toEqual([
    [1, 9],
    [2, 9],
    [3, 9],
  ]);
  expect(store.bucketsAt("canary", 1_000)).toEqual([]);
  expect(store.bucketsAt("page", 1_000)).toBeUndefined();
  store.clear();
  expect(store.bucketsAt("acceptedToSent", 1_000)).toEqual([]);
});

test.each([
  [0, 0],
  [1, 1],
  [0.01, 0.5],
  [1e-9, 0.08],
])("strengthOf(%p) is %p", (share, wanted) => {
  expect(strengthOf(share)).toBeCloseTo(wanted, 5);
});
