import { expect, test } from "bun:test";
import { constantPacer, countedPacer } from "./pacer.ts";

test.each([
  [10, 1_000, [0, 100, 900], 10, "evenly from the first moment"],
  [0.5, 4_000, [0, 2_000], 2, "less than one a second"],
  [3, 1_000, [0, 1000 / 3, 2000 / 3], 3, "fractions of a ms are kept"],
])("constantPacer(%d a second, %d ms)", (rate, durationMs, expected, count) => {
  const pacer = constantPacer(rate, durationMs);
  expect(pacer.count).toBe(count);
  for (const dueMs of expected)
    expect([pacer.dueMs(Math.round((dueMs * rate) / 1000))]).toEqual([dueMs]);
  expect(pacer.dueMs(count)).toBeUndefined();
});

test("countedPacer() ends with its count", () => {
  const pacer = countedPacer(1_000, 3);
  expect([0, 1, 2, 3].map((index) => pacer.dueMs(index))).toEqual([0, 1, 2, undefined]);
});

test.each([0, -1, Number.NaN])("a pacer refuses %d a second", (rate) => {
  expect(() => constantPacer(rate, 1_000)).toThrow(RangeError);
});
