import { expect, test } from "bun:test";
import { DEPTHS, eventsBehind } from "./depths.ts";

test.each([
  ["at depth 0 only the newest", 0, 1_000, 0, 1],
  ["and up to a hundred of them", 0, 1_000, 99, 100],
  ["and from the newest again", 0, 1_000, 100, 1],
  ["a share of the log", 0.5, 1_000, 0, 500],
  ["and slightly less, for another page", 0.5, 1_000, 100, 475],
  ["never less than one", 0.01, 10, 150, 1],
  ["never the oldest, which has none before it", 0.999, 10, 0, 9],
])("eventsBehind() is %s", (_, share, events, sample, expected) => {
  expect(eventsBehind(share, events, sample, 200)).toBe(expected);
});

test("DEPTHS are in order, so that the first and the last show how flat it is", () => {
  const shares = DEPTHS.map(({ share }) => share);
  expect(shares).toEqual(shares.toSorted((one, other) => one - other));
});
