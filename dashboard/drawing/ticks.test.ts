import { expect, test } from "bun:test";
import {
  byteLabel,
  decadeBounds,
  logTicks,
  steadyBounds,
  steadyTicks,
  tickLabel,
  timeTicks,
} from "./ticks.ts";

test.each([
  [0, 4, "an idle hub has an axis too"],
  [4, 4, "the maximum may touch the top"],
  [5, 8, "marks stay whole: 0 2 4 6 8"],
  [9, 20, "a step of 2.5 would not be whole"],
  [95, 100, "25 is a step among tens"],
  [5_003, 8_000, "a little over a step takes the next"],
  [126_000, 200_000, "large"],
])("steadyBounds(%p) ends at %p: %s", (largest, max) => {
  expect(steadyBounds(largest)).toEqual({ min: 0, max });
});

test.each([
  [0.01, 0.4, "an idle process has an axis too"],
  [0.41, 0.8, "tenths are marks"],
  [0.9, 1, "a quarter of a core is a mark"],
  [3.2, 4, "whole cores"],
])("steadyBounds(%p) of cores ends at %p: %s", (largest, max) => {
  expect(steadyBounds(largest, 0.4).max).toBeCloseTo(max, 9);
});

test.each([
  [0, 4_000_000, "0"],
  [500, 800, "500 B"],
  [2_500, 10_000, "2.5 kB"],
  [20_000_000, 80_000_000, "20 MB"],
  [500_000_000, 2_000_000_000, "0.5 GB"],
  [500_000_000_000, 2_000_000_000_000, "0.5 TB"],
])("byteLabel(%p) of an axis up to %p is %s", (value, size, label) => {
  expect(byteLabel(value, size)).toBe(label);
});

test("steadyTicks() has the same number of whole marks on every axis", () => {
  for (const largest of [0, 1, 7, 31, 260, 5_003, 1_234_567]) {
    const ticks = steadyTicks(steadyBounds(largest));
    expect(ticks).toHaveLength(5);
    expect(ticks.every(Number.isInteger)).toBe(true);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest);
  }
});

test.each([
  [0.3, 4.2, { min: 0.1, max: 10 }, "whole decades"],
  [1, 10, { min: 1, max: 10 }, "exactly a decade"],
  [5, 5, { min: 1, max: 10 }, "one value"],
  [1, 1, { min: 1, max: 10 }, "one value on a mark still has a decade"],
  [0, 20, { min: 0.001, max: 100 }, "zero cannot be drawn, so it is at the bottom"],
  [0, 0, { min: 0.1, max: 10 }, "nothing to show"],
])("decadeBounds(%p, %p) is %j: %s", (smallest, largest, bounds) => {
  expect(decadeBounds(smallest, largest)).toEqual(bounds);
});

test("logTicks() marks 1, 2 and 5 of each decade, and fewer where there are many", () => {
  expect(logTicks({ min: 0.1, max: 10 })).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10]);
  expect(logTicks({ min: 0.1, max: 100 })).toEqual([0.1, 0.3, 1, 3, 10, 30, 100]);
  expect(logTicks({ min: 0.001, max: 100 })).toEqual([0.001, 0.01, 0.1, 1, 10, 100]);
});

test.each([
  [{ min: 0.1, max: 10 }, 7, [0.1, 0.2, 0.5, 1, 2, 5, 10], "room for all"],
  [{ min: 0.1, max: 10 }, 6, [0.1, 0.3, 1, 3, 10], "two in a decade"],
  [{ min: 1, max: 1_000 }, 5, [1, 10, 100, 1_000], "one in a decade"],
  [{ min: 1, max: 1e9 }, 5, [1, 1e3, 1e6, 1e9], "one in three decades"],
  [{ min: 1, max: 1e9 }, 1, [1, 1e9], "both ends, however low the axis"],
])("logTicks(%j) with room for %d marks are %j: %s", (bounds, most, marks) => {
  expect(logTicks(bounds, most)).toEqual(marks);
});

test.each([
  [5, [0, 1, 2, 3, 4]],
  [4, [0, 2, 4]],
  [2, [0, 4]],
  [0, [0, 4]],
])("steadyTicks() with room for %d marks are %j", (most, marks) => {
  expect(steadyTicks({ min: 0, max: 4 }, most)).toEqual(marks);
});

test("timeTicks() are round in local time and keep clear of the edges", () => {
  const minuteMs = 60_000;
  const bounds = { min: 1_000, max: 5 * minuteMs + 1_000 };
  expect(timeTicks(bounds, minuteMs, 0)).toEqual([1, 2, 3, 4].map((minute) => minute * minuteMs));
  const halfHourMs = 30 * minuteMs;
  expect(timeTicks({ min: 0, max: 60 * minuteMs }, 60 * minuteMs, halfHourMs)).toEqual([
    halfHourMs,
  ]);
});

test("timeTicks() keep clear of the edges of a narrow axis too", () => {
  const bounds = { min: 0, max: 60_000 };
  expect(timeTicks(bounds, 10_000, 3_000)).toEqual([7_000, 17_000, 27_000, 37_000, 47_000, 57_000]);
  // 57 s would be 15 px from the end.
  expect(timeTicks(bounds, 10_000, 3_000, 300)).toEqual([7_000, 17_000, 27_000, 37_000, 47_000]);
});

test.each([
  [0, undefined, "0"],
  [0.03, undefined, "0.03"],
  [2_500, undefined, "2,500"],
  [2_500, 20_000, "2.5 k"],
  [200_000, undefined, "200 k"],
  [1_500_000, undefined, "1.5 M"],
  [2e9, 4e9, "2 G"],
  [2e15, 4e15, "2e15"],
])("tickLabel(%p, %p) is %p", (value, size, text) => {
  expect(tickLabel(value, size)).toBe(text);
});

test("figures beyond measure have an axis with an end", () => {
  for (const largest of [1e308, Infinity]) {
    expect(Number.isFinite(steadyBounds(largest).max)).toBe(true);
    const bounds = decadeBounds(largest, largest);
    expect(logTicks(bounds).every(Number.isFinite)).toBe(true);
    expect(logTicks(decadeBounds(1, largest)).length).toBeLessThan(400);
  }
});
