import { expect, test } from "bun:test";
import { lengthMs, pacerOf, readStages } from "./pattern.ts";

test("readStages() reads times and rates", () => {
  expect(readStages("10s:1000,0.5s:0")).toEqual([
    { durationMs: 10_000, ratePerS: 1000 },
    { durationMs: 500, ratePerS: 0 },
  ]);
});

test.each(["", "10:5", "10s", "10s:", "0s:5", "10s:-5", "10s:0", "10s:5;10s:0"])(
  "readStages(%j) is undefined",
  (text) => expect(readStages(text)).toBeUndefined(),
);

test("pacerOf() prefers stages to bursts, and bursts to a steady rate", () => {
  const pattern = { ratePerS: 10, durationMs: 1_000, stages: undefined, burst: undefined };
  expect(pacerOf(pattern).dueMs(1)).toBe(100);
  expect(pacerOf({ ...pattern, burst: 5 }).dueMs(5)).toBe(500);
  const staged = { ...pattern, burst: 5, stages: [{ durationMs: 2_000, ratePerS: 10 }] };
  expect(pacerOf(staged).count).toBe(10);
  expect([lengthMs(pattern), lengthMs(staged)]).toEqual([1_000, 2_000]);
});
