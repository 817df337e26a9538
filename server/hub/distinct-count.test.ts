import { expect, test } from "bun:test";
import { DistinctCount } from "./distinct-count.ts";

function counted(from: number, to: number, name = "topic"): DistinctCount {
  const count = new DistinctCount();
  for (let index = from; index < to; index++) count.add(`${name}/${index}`);
  return count;
}

test.each([0, 1, 10, 100, 1_000, 5_000, 20_000, 100_000, 1_000_000])(
  "estimates %i different texts within 5 %",
  (texts) => {
    expect(Math.abs(counted(0, texts).estimate - texts)).toBeLessThanOrEqual(0.05 * texts);
  },
);

test("one that comes again does not count again", () => {
  const count = counted(0, 1_000);
  const before = count.estimate;
  for (let index = 0; index < 1_000; index++) count.add(`topic/${index}`);
  expect(count.estimate).toBe(before);
});

test("merge() gives what a single count of all would have", () => {
  const merged = counted(0, 30_000);
  merged.merge(counted(20_000, 50_000).sketch);
  expect(merged.estimate).toBe(counted(0, 50_000).estimate);
  merged.clear();
  expect(merged.estimate).toBe(0);
});
