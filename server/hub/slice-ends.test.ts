import { expect, test } from "bun:test";
import { SliceEnds } from "./slice-ends.ts";

test("firstAfter() finds the slice that was under way", () => {
  const ends = new SliceEnds();
  expect(ends.firstAfter(0)).toBeUndefined();
  for (const endMs of [10, 12, 15]) ends.add(endMs);
  expect([9, 10, 11, 12, 14, 15].map((atMs) => ends.firstAfter(atMs))).toEqual([
    10,
    12,
    12,
    15,
    15,
    undefined,
  ]);
});

test("only the newest are kept", () => {
  const ends = new SliceEnds();
  for (let endMs = 1; endMs <= 5_000; endMs++) ends.add(endMs);
  expect(ends.firstAfter(4_990)).toBe(4_991);
  expect(ends.firstAfter(0)).toBe(5_000 - 1_024 + 1);
});
