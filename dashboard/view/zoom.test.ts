import { expect, test } from "bun:test";
import { rangeBetween, rangeIn, shifted, zoomedIn, zoomedOut } from "./zoom.ts";

const WHOLE = { fromMs: 0, toMs: 600_000 };

test.each([
  ["in order", 100_000, 200_000, 100_000, 200_000],
  ["in the other order", 200_000, 100_000, 100_000, 200_000],
  ["too short", 100_000, 104_000, 97_000, 107_000],
])("rangeBetween() two times %s", (_, one, other, fromMs, toMs) => {
  expect(rangeBetween(one, other)).toEqual({ fromMs, toMs });
});

test("zoomedIn() halves a range about a time, down to ten seconds", () => {
  expect(zoomedIn(WHOLE, 600_000)).toEqual({ fromMs: 300_000, toMs: 600_000 });
  expect(zoomedIn(WHOLE, 150_000)).toEqual({ fromMs: 75_000, toMs: 375_000 });
  const short = { fromMs: 0, toMs: 15_000 };
  expect(zoomedIn(short, 0)).toEqual(short);
});

test("zoomedOut() doubles a range, never beyond now, until it is the whole", () => {
  const range = { fromMs: 400_000, toMs: 500_000 };
  expect(zoomedOut(range, 450_000, WHOLE)).toEqual({ fromMs: 350_000, toMs: 550_000 });
  expect(zoomedOut(range, 400_000, WHOLE)).toEqual({ fromMs: 400_000, toMs: 600_000 });
  expect(zoomedOut({ fromMs: 500_000, toMs: 590_000 }, 500_000, WHOLE)).toEqual({
    fromMs: 420_000,
    toMs: 600_000,
  });
  expect(zoomedOut({ fromMs: 200_000, toMs: 500_000 }, 300_000, WHOLE)).toBeUndefined();
});

test("shifted() moves a range", () => {
  expect(shifted(WHOLE, -1_000)).toEqual({ fromMs: -1_000, toMs: 599_000 });
});

test.each([
  ["1000", "61000", { fromMs: 1_000, toMs: 61_000 }],
  ["61000", "1000", undefined],
  ["1000", undefined, undefined],
  ["x", "61000", undefined],
  ["1000", "Infinity", undefined],
  ["-5", "61000", undefined],
])("rangeIn(%p, %p)", (from, to, range) => {
  expect(rangeIn(from, to)).toEqual(range);
});
