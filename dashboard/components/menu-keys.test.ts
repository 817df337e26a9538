import { expect, test } from "bun:test";
import { entryAfter, menuCorner } from "./menu-keys.ts";

const LABELS = ["Copy image", "Copy CSV", "Zoom out", "copy link"];

test.each([
  ["ArrowDown", 0, 1],
  ["ArrowDown", 3, 0],
  ["ArrowDown", -1, 0],
  ["ArrowUp", 0, 3],
  ["ArrowUp", 2, 1],
  ["ArrowUp", -1, 3],
  ["Home", 2, 0],
  ["End", 0, 3],
  ["c", 0, 1],
  ["c", 1, 3],
  ["C", 3, 0],
  ["z", 2, 2],
  ["x", 0, undefined],
  [" ", 0, undefined],
  ["Enter", 0, undefined],
])("entryAfter(%p) at %p leads to %p", (key, at, wanted) => {
  expect(entryAfter(key, LABELS, at)).toBe(wanted);
});

test("entryAfter() leads nowhere in an empty menu", () => {
  expect(entryAfter("ArrowDown", [], -1)).toBeUndefined();
});

const MENU = { width: 100, height: 200 };
const WINDOW = { width: 800, height: 600 };

test.each([
  ["below the place", 50, 60, 50, 60],
  ["above it near the lower edge", 50, 500, 50, 300],
  ["left of the right edge", 790, 60, 692, 60],
  ["at least at the left edge", -20, 60, 8, 60],
])("menuCorner() is %s", (_, xPx, yPx, leftPx, topPx) => {
  expect(menuCorner({ xPx, yPx }, MENU, WINDOW)).toEqual({ leftPx, topPx });
});

test("menuCorner() is within a window that is lower than the menu", () => {
  const place = { xPx: 50, yPx: 60 };
  expect(menuCorner(place, MENU, { width: 800, height: 150 })).toEqual({ leftPx: 50, topPx: 8 });
});
