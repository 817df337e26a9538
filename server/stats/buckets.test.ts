import { expect, test } from "bun:test";
import { Buckets } from "./buckets.ts";

function bucketsOf(...values: readonly number[]): Buckets {
  const buckets = new Buckets([1, 5, 10]);
  for (const value of values) buckets.record(value);
  return buckets;
}

test.each([
  ["nothing", [], [0, 0, 0, 0], 0],
  ["a bound belongs to its own bucket", [1, 5, 10], [1, 2, 3, 3], 16],
  ["just above a bound is in the next bucket", [1.001], [0, 1, 1, 1], 1.001],
  ["beyond the last bound only the total counts", [11, 1e9], [0, 0, 0, 2], 1e9 + 11],
  ["below zero counts as zero, so that the sum never decreases", [4, -3], [1, 2, 2, 2], 4],
] as const)("Buckets: %s", (_, values, cumulativeCounts, sum) => {
  const buckets = bucketsOf(...values);
  expect(buckets.cumulativeCounts).toEqual([...cumulativeCounts]);
  expect(buckets.sum).toBe(sum);
});
