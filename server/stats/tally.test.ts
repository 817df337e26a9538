import { expect, test } from "bun:test";
import { recount, Tally } from "./tally.ts";

test("a tally keeps three digits of each value, and how often it was counted", () => {
  const tally = new Tally();
  for (const value of [0, 0.1234567, 1.2341, 1.2344, 12_345, 99.97, -3]) tally.record(value);
  tally.record(12_349, 5);
  const got = new Map<number, number>();
  recount(tally.take(), (value, count) => got.set(Number(value.toPrecision(4)), count));
  expect([...got].toSorted(([one], [other]) => one - other)).toEqual([
    [-3, 1],
    [0, 1],
    [0.123, 1],
    [1.23, 2],
    [100, 1],
    [12_300, 6],
  ]);
  expect(tally.take()).toEqual([]);
});

test("a tally is never more than 0.5 % off, over nine decades", () => {
  for (let value = 0.0001; value < 100_000; value *= 1.37) {
    const tally = new Tally();
    tally.record(value);
    recount(tally.take(), (kept) => expect(Math.abs(kept / value - 1)).toBeLessThan(0.0051));
  }
});
