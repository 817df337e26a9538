import { expect, test } from "bun:test";
import { split } from "./pool.ts";

test.each([
  [10, 3, [3, 3, 4]],
  [9, 3, [3, 3, 3]],
  [2, 5, [1, 1]],
  [1, 1, [1]],
])("split(%d, %d) drops no remainder and has no empty part", (count, parts, expected) =>
  expect(split(count, parts)).toEqual(expected),
);
