import { expect, test } from "bun:test";
import {
  BUCKET_COUNT,
  bucketFromMs,
  bucketOf,
  packedBuckets,
  visitBuckets,
} from "./latency-buckets.ts";

test.each([
  [0, 0, "nothing is as short as that"],
  [0.009, 0, "shorter than the first"],
  [0.011, 1, "in the first"],
  [0.99, 10, "the last of its decade"],
  [1.01, 11, "the first of its decade"],
  [9_900, BUCKET_COUNT - 2, "the last that has an end"],
  [10_100, BUCKET_COUNT - 1, "longer than all"],
  [1e9, BUCKET_COUNT - 1, "as long as may be"],
])("bucketOf(%d) is %d: %s", (ms, bucket) => {
  expect(bucketOf(ms)).toBe(bucket);
});

test("bucketFromMs() is where a bucket begins", () => {
  for (let bucket = 1; bucket < BUCKET_COUNT; bucket++) {
    expect(bucketOf(bucketFromMs(bucket) * 1.001)).toBe(bucket);
    expect(bucketOf(bucketFromMs(bucket) * 0.999)).toBe(bucket - 1);
  }
});

test("packedBuckets() leaves out what is empty at both ends, and visitBuckets() returns the rest", () => {
  expect(packedBuckets([0, 0, 0])).toEqual([]);
  const packed = packedBuckets([0, 0, 7, 0, 2, 0]);
  expect(packed).toEqual([2, 7, 0, 2]);
  const visited: number[][] = [];
  visitBuckets(packed, (...bucket) => visited.push(bucket));
  expect(visited).toEqual([
    [2, 7],
    [4, 2],
  ]);
  visitBuckets([], () => expect.unreachable());
});
