import { expect, test } from "bun:test";
import { DistinctCount } from "../hub/distinct-count.ts";
import type { ReadTopic } from "../hub/most-read.ts";
import { MAX_MOST_READ, type MostReadTopics } from "../hub/topic-readers.ts";
import { mergeMostRead } from "./topics-link.ts";

function all(...topics: ReadTopic[]): MostReadTopics {
  return { topics, isComplete: true };
}

test("mergeMostRead() adds up the readers of each topic, most first", () => {
  const merged = mergeMostRead([all(["a", 3], ["b", 1]), all(["b", 4], ["c", 2])]);
  expect(merged).toEqual(all(["b", 5], ["a", 3], ["c", 2]));
});

test("mergeMostRead() is complete only if every thread is, and all topics fit", () => {
  const many = (from: number): ReadTopic[] =>
    Array.from({ length: MAX_MOST_READ }, (_, index) => [`t${from + index}`, 1]);
  expect(mergeMostRead([all(...many(0)), all(...many(0))]).isComplete).toBe(true);
  const { topics, isComplete, sketch } = mergeMostRead([all(...many(0)), all(...many(500))]);
  expect([topics.length, isComplete]).toEqual([MAX_MOST_READ, false]);
  const distinct = new DistinctCount();
  distinct.merge(sketch ?? new Uint8Array());
  expect(Math.abs(distinct.estimate / 1_500 - 1)).toBeLessThan(0.05);
  expect(mergeMostRead([all(["a", 1]), { ...all(["b", 1]), isComplete: false }]).isComplete).toBe(
    false,
  );
});
