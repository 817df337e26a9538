import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { pageOf } from "./page-order.ts";

test("pageOf() gives what sorting everything gives, with many equal ones too", () => {
  const lists = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 });
  const numbers = fc.nat({ max: 250 });
  const property = fc.property(lists, numbers, numbers, (list, offset, limit) => {
    const valueAt = (index: number) => list[index] ?? Number.NaN;
    const compare = (one: number, other: number) => valueAt(one) - valueAt(other) || one - other;
    const isBefore = (one: number, other: number) => compare(one, other) < 0;
    const whole = [...list.keys()].toSorted(compare);
    expect(pageOf(list.length, isBefore, offset, limit)).toEqual(
      whole.slice(offset, offset + limit),
    );
  });
  fc.assert(property, { seed: 20_261_126 });
});

test.each(["up", "down", "equal"])("pageOf() compares few, if the list is %s", (kind) => {
  const count = 10_000;
  let compared = 0;
  const isBefore = (one: number, other: number) => {
    compared += 1;
    return kind === "down" ? one > other : one < other;
  };
  const page = pageOf(count, isBefore, 5_000, 100);
  expect(page[0]).toBe(kind === "down" ? 4_999 : 5_000);
  expect(compared).toBeLessThan(20 * count);
});
