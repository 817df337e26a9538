import { expect, test } from "bun:test";
import { PositionRing } from "./ring.ts";

const lengthOf = (item: string) => item.length;

test("PositionRing counts positions from 1 and finds each item by its position", () => {
  const ring = new PositionRing({ maxCount: 3, maxBytes: 100 }, lengthOf);
  expect([ring.tail, ring.head]).toEqual([1, 0]);
  for (const item of ["a", "b", "c", "d"]) ring.add(item);
  expect([ring.tail, ring.head, ring.count]).toEqual([2, 4, 3]);
  expect([1, 2, 3, 4, 5].map((position) => ring.at(position))).toEqual([
    undefined,
    "b",
    "c",
    "d",
    undefined,
  ]);
});

test("PositionRing drops the oldest beyond its limit in bytes, and keeps the newest whatever its size", () => {
  const evicted: string[] = [];
  const ring = new PositionRing({ maxCount: 10, maxBytes: 5 }, lengthOf, {
    onEvict: (item) => evicted.push(item),
  });
  for (const item of ["aa", "bb", "cc", "dddddddd"]) ring.add(item);
  expect(evicted).toEqual(["aa", "bb", "cc"]);
  expect([ring.at(4), ring.bytes, ring.count]).toEqual(["dddddddd", 8, 1]);
});

test("PositionRing continues from the position of another sequence", () => {
  const ring = new PositionRing({ maxCount: 2, maxBytes: 100 }, lengthOf, { firstPosition: 41 });
  ring.add("a");
  expect([ring.head, ring.at(41)]).toEqual([41, "a"]);
});
