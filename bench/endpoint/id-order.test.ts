import { describe, expect, test } from "bun:test";
import { IdGaps, isLower, placeOf } from "./id-order.ts";

test.each([
  ["a number", "17", { line: "", number: 17 }],
  ["an epoch and a number", "k3f-17", { line: "k3f-", number: 17 }],
  [
    "a UUID that happens to end in digits has its own prefix",
    "a1-b2c3",
    { line: "a1-b2c", number: 3 },
  ],
  ["no number with leading zeros", "007", undefined],
  ["nothing", "", undefined],
  ["a word", "abc", undefined],
])("placeOf() reads %s", (_what, id, place) => expect(placeOf(id)).toEqual(place));

test.each([
  ["a lower number of the same epoch", "e-2", "e-3", true],
  ["a higher one", "e-4", "e-3", false],
  ["another epoch", "f-1", "e-3", false],
  ["no number", "word", "e-3", false],
])("isLower() of %s", (_what, id, than, expected) => expect(isLower(id, than)).toBe(expected));

describe("IdGaps", () => {
  const missingOf = (...ids: string[]) => {
    const gaps = new IdGaps();
    for (const id of ids) gaps.note(id);
    return gaps.missing;
  };

  test("counts numbers that no client got", () => expect(missingOf("1", "2", "5", "6")).toBe(2));
  test("ignores one that was only late", () => expect(missingOf("1", "3", "2", "4")).toBe(0));
  test("makes no statement about ids that are timestamps", () =>
    expect(missingOf("1700000000000", "1700000000500", "1700000001000")).toBeUndefined());
  test("makes no statement about numbers that are not counted up", () =>
    expect(missingOf("12", "9", "14", "3", "8", "11", "5", "2")).toBeUndefined());
  test("makes no statement about ids without an order", () =>
    expect(missingOf("a", "b", "c")).toBeUndefined());
});
