import { expect, test } from "bun:test";
import { outlineRun, runsOf } from "./band-painter.ts";

const { NaN: HOLE } = Number;
const XS_PX = [10, 20, 30, 40, 50];

/** The outline of each run, as its commands. */
function outlines(below: readonly number[], above: readonly number[]): string[] {
  return runsOf(below, XS_PX, 4).map((run) => {
    const said: string[] = [];
    const path = {
      moveTo: (x: number, y: number) => said.push(`M${x},${y}`),
      lineTo: (x: number, y: number) => said.push(`L${x},${y}`),
      closePath: () => said.push("Z"),
    };
    outlineRun(path, run, below, above);
    return said.join(" ");
  });
}

test("a band is outlined along its upper edge, and back along the lower one", () => {
  expect(outlines([9, 8, 7], [3, 2, 1])).toEqual(["M10,3 L20,2 L30,1 L30,7 L20,8 L10,9 Z"]);
});

test("a hole divides a band: no line leads across it", () => {
  expect(outlines([9, 9, HOLE, 7, 7], [3, 3, HOLE, 1, 1])).toEqual([
    "M10,3 L20,3 L20,9 L10,9 Z",
    "M40,1 L50,1 L50,7 L40,7 Z",
  ]);
});

test("a stretch without neighbours is nearly as wide as it lasted", () => {
  expect(outlines([HOLE, 9, HOLE], [HOLE, 3, HOLE])).toEqual(["M16,3 L24,3 L24,9 L16,9 Z"]);
});
