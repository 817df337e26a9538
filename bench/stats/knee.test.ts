import { expect, test } from "bun:test";
import { kneeOf } from "./knee.ts";

test("kneeOf() finds where a flat curve turns up", () => {
  const points = [
    [1, 1],
    [2, 1],
    [4, 1],
    [8, 1.5],
    [16, 40],
    [32, 100],
  ] as const;
  expect(kneeOf(points)).toBe(8);
});

test.each([
  [
    "two points",
    [
      [1, 1],
      [2, 9],
    ],
  ],
  [
    "a straight line",
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  ],
  [
    "a curve that falls",
    [
      [1, 3],
      [2, 2],
      [3, 1],
    ],
  ],
] as const)("kneeOf() finds none in %s", (_what, points) => expect(kneeOf(points)).toBeUndefined());

test("kneeOf() ignores rates at which events were lost", () => {
  expect(
    kneeOf([
      [1, 1],
      [2, 1],
      [4, 10],
      [8, Infinity],
    ]),
  ).toBe(2);
});
