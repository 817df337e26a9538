import { expect, test } from "bun:test";
import { bandsBetween } from "./bands.ts";
import { ThinnedLine } from "../past/thinning.ts";

const { NaN: NONE } = Number;

/** Lines of one value a second from 0 on, the lowest first; `undefined` is a missing row. */
function bands(stretchS: number, rows: readonly (readonly number[] | undefined)[]) {
  const lines = [0, 1, 2].map((at) => {
    const line = new ThinnedLine({
      intervalMs: 1_000,
      holeMs: 2_500,
      stretchMs: stretchS * 1_000,
    });
    for (const [second, row] of rows.entries()) {
      if (row !== undefined) line.add(second * 1_000, row[at] ?? NONE);
    }
    return line;
  });
  const { atMs, edges } = bandsBetween(lines);
  const told = [atMs.map((middleMs) => middleMs / 1_000), ...edges];
  return atMs.map((_, at) => told.map((column) => column[at]));
}

test("bandsBetween() has the lines as edges", () => {
  expect(
    bands(1, [
      [1, 2, 9],
      [3, 4, 5],
    ]),
  ).toEqual([
    [0, 1, 2, 9],
    [1, 3, 4, 5],
  ]);
});

test("bandsBetween() of thinned lines reaches from the smallest to the largest values of each stretch", () => {
  expect(
    bands(2, [
      [1, 2, 9],
      [3, 4, 5],
      [2, 2, 2],
      [1, 6, 7],
    ]),
  ).toEqual([
    [1, 1, 4, 9],
    [3, 1, 6, 7],
  ]);
});

test("bandsBetween() gives the place of a percentile that is missing to the band above", () => {
  expect(
    bands(1, [
      [1, 2, 9],
      [3, NONE, 5],
    ])[1],
  ).toEqual([1, 3, 3, 5]);
  // It is known for one second of the stretch only, in which all was quicker.
  expect(
    bands(2, [
      [8, NONE, 9],
      [3, 4, 5],
    ]),
  ).toEqual([[1, 3, 4, 9]]);
});

test("bandsBetween() keeps holes, and seconds without a value", () => {
  const quiet = [NONE, NONE, NONE];
  const missing = [undefined, undefined, undefined];
  expect(bands(1, [[1, 2, 3], quiet, [4, 5, 6], ...missing, [7, 8, 9]])).toEqual([
    [0, 1, 2, 3],
    [1, NONE, NONE, NONE],
    [2, 4, 5, 6],
    [4, NONE, NONE, NONE],
    [6, 7, 8, 9],
  ]);
});

test("bandsBetween() never lets a band lie below the one before", () => {
  expect(bands(1, [[4, 3, 2]])).toEqual([[0, 4, 4, 4]]);
});
