import { expect, test } from "bun:test";
import { lastRows, MAX_ROWS, rowAfterKey, rowsToDraw, topToShow } from "./row-window.ts";

const view = (topPx: number, heightPx = 100) => ({ topPx, heightPx, rowPx: 10 });

test.each([
  [0, 1_000, "at the top", { from: 0, to: 16 }],
  [5_000, 1_000, "in the middle", { from: 492, to: 516 }],
  [5_009, 1_000, "a little below, where nothing need be drawn", { from: 492, to: 520 }],
  [9_900, 1_000, "at the end", { from: 984, to: 1_000 }],
  [5_000, 100, "when the list has become shorter than that", { from: 100, to: 100 }],
  [0, 3, "when all fit", { from: 0, to: 3 }],
  [0, 0, "when there are none", { from: 0, to: 0 }],
])("rowsToDraw() at %p px of %p rows, %s", (topPx, count, _, range) => {
  expect(rowsToDraw(view(topPx), count)).toEqual(range);
});

test("lastRows() are those in view at the end, and one that is partly", () => {
  expect(lastRows(view(0), 1_000)).toEqual({ from: 989, to: 1_000 });
  expect(lastRows(view(0), 3)).toEqual({ from: 0, to: 3 });
  expect(lastRows(view(0, 9_000), 1_000)).toEqual({ from: 1_000 - MAX_ROWS, to: 1_000 });
});

test("rowsToDraw() is bounded, however high the window", () => {
  expect(rowsToDraw(view(0, 9_000), 1_000)).toEqual({ from: 0, to: MAX_ROWS });
});

test.each([
  [3, 0, undefined, "it is in view"],
  [3, 35, 30, "it is cut off above"],
  [9, 0, undefined, "it is just in view"],
  [10, 0, 10, "it is below"],
])("topToShow() of row %p at %p px: %p, %s", (row, topPx, to) => {
  expect(topToShow(row, view(topPx))).toBe(to);
});

test.each([
  ["ArrowDown", undefined, 0, "the first"],
  ["ArrowDown", 4, 5, "the next"],
  ["ArrowDown", 99, 99, "there is none below"],
  ["ArrowUp", undefined, 0, "the first"],
  ["ArrowUp", 0, 0, "there is none above"],
  ["PageDown", 4, 13, "a page less a row"],
  ["PageDown", 95, 99, "the last"],
  ["PageUp", 13, 4, "a page less a row"],
  ["Home", 50, 0, "the first"],
  ["End", 50, 99, "the last"],
  ["x", 50, undefined, "no such key"],
])("rowAfterKey(%p) from %p: %p, %s", (key, from, to) => {
  expect(rowAfterKey(key, from, 100, view(0))).toBe(to);
  expect(rowAfterKey(key, from, 0, view(0))).toBeUndefined();
});
