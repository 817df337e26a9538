import { expect, test } from "bun:test";
import {
  burstPacer,
  constantPacer,
  countedPacer,
  type Pacer,
  stagesPacer,
  warmedUp,
} from "./pacer.ts";

test.each([
  [10, 1_000, [0, 100, 900], 10, "evenly, starting at once"],
  [0.5, 4_000, [0, 2_000], 2, "less than one per second"],
  [3, 1_000, [0, 1000 / 3, 2000 / 3], 3, "with fractions of a millisecond"],
])("constantPacer(%d a second, %d ms)", (rate, durationMs, expected, count) => {
  const pacer = constantPacer(rate, durationMs);
  expect(pacer.count).toBe(count);
  for (const dueMs of expected)
    expect([pacer.dueMs(Math.round((dueMs * rate) / 1000))]).toEqual([dueMs]);
  expect(pacer.dueMs(count)).toBeUndefined();
});

test("countedPacer() ends after its count", () => {
  const pacer = countedPacer(1_000, 3);
  expect([0, 1, 2, 3].map((index) => pacer.dueMs(index))).toEqual([0, 1, 2, undefined]);
});

test.each([0, -1, Number.NaN])("a pacer refuses %d a second", (rate) => {
  expect(() => constantPacer(rate, 1_000)).toThrow(RangeError);
});

test("stagesPacer() ramps up linearly, holds, and ramps down", () => {
  const pacer = stagesPacer([
    { durationMs: 10_000, ratePerS: 10 },
    { durationMs: 10_000, ratePerS: 10 },
    { durationMs: 10_000, ratePerS: 0 },
  ]);
  expect(pacer.count).toBe(200);
  // The ramp has 50 events: the first half of its time has a quarter of them.
  expect(pacer.dueMs(0)).toBe(0);
  expect(pacer.dueMs(12.5)).toBeCloseTo(5_000, 6);
  expect(pacer.dueMs(50)).toBeCloseTo(10_000, 6);
  expect(pacer.dueMs(100)).toBeCloseTo(15_000, 6);
  expect(pacer.dueMs(150)).toBeCloseTo(20_000, 6);
  // On the way down, the first half has three quarters.
  expect(pacer.dueMs(187.5)).toBeCloseTo(25_000, 6);
  expect(pacer.dueMs(200)).toBeUndefined();
});

test("stagesPacer() never goes back in time, whatever the stages", () => {
  const pacer = stagesPacer([
    { durationMs: 700, ratePerS: 333 },
    { durationMs: 100, ratePerS: 0 },
    { durationMs: 1_000, ratePerS: 0 },
    { durationMs: 300, ratePerS: 50 },
  ]);
  const times = Array.from({ length: pacer.count }, (_, index) => pacer.dueMs(index) ?? -1);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(times.at(-1)).toBeLessThanOrEqual(2_100);
});

test("burstPacer() makes all events of a burst due at once", () => {
  const pacer = burstPacer(3, 1_000, 2_000);
  const times = [0, 1, 2, 3, 4, 5, 6].map((index) => pacer.dueMs(index));
  expect(times).toEqual([0, 0, 0, 1_000, 1_000, 1_000, undefined]);
});

test.each([
  ["a steady rate", constantPacer(2, 1_500), 1_000, [0, 500, 1_000, 1_500, 2_000]],
  ["bursts", burstPacer(2, 1_000, 2_000), 500, [0, 0, 500, 500, 1_500, 1_500]],
  ["a load shorter than its warm-up", constantPacer(2, 500), 1_000, [0, 1_000]],
  ["no warm-up", constantPacer(2, 1_000), 0, [0, 500]],
])("warmedUp() has the first part of %s twice", (_what, pacer: Pacer, warmupMs, dueMs) => {
  const warm = warmedUp(pacer, warmupMs);
  expect(warm.count).toBe(dueMs.length);
  const indices = Array.from({ length: warm.count + 1 }, (_, index) => index);
  expect(indices.map((index) => warm.dueMs(index))).toEqual([...dueMs, undefined]);
});
