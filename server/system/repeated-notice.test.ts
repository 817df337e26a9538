import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { FaultLog, RepeatedNotice } from "./repeated-notice.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test("RepeatedNotice reports at once, and then every minute with a count", () => {
  const told: number[] = [];
  const notice = new RepeatedNotice((count) => told.push(count));
  for (let count = 0; count < 5; count++) notice.note();
  expect(told).toEqual([1]);
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual([1, 4]);
  jest.advanceTimersByTime(60_000);
  notice.note();
  expect(told).toEqual([1, 4, 1]);
});

test("FaultLog keeps kinds of faults apart, and logs the first of each with its error", () => {
  const told: (readonly [string, unknown])[] = [];
  const faults = new FaultLog((text, error) => told.push([text, error]));
  const error = new Error("no file");
  for (let count = 0; count < 3; count++) faults.note("A timer failed", error);
  faults.note("A timer failed", "something else");
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual([
    ["A timer failed", error],
    ["A timer failed", "something else"],
    ["A timer failed: no file (2 times)", undefined],
  ]);
});
