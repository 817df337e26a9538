import { describe, expect, test } from "bun:test";
import { IdGaps, IdOrder, placeOf } from "./id-order.ts";

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

describe("IdOrder.isBehind()", () => {
  test("is true for an id below an earlier one of the same client", () => {
    const order = new IdOrder(2);
    const seen = ["e-1", "e-3", "e-2", "e-4"].map((id) => order.isBehind(0, id));
    expect(seen).toEqual([false, false, true, false]);
    expect(order.isBehind(1, "e-1")).toBe(false);
  });

  test("makes no statement across epochs", () => {
    const order = new IdOrder(1);
    expect(["e-9", "f-1", "word", "f-2"].map((id) => order.isBehind(0, id))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

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
  test("makes no statement about ids without an order", () =>
    expect(missingOf("a", "b", "c")).toBeUndefined());
});
