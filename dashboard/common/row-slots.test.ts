import { expect, test } from "bun:test";
import { RowSlots } from "./row-slots.ts";

const from = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at);

test.each([
  [from(0, 6), [0, 1, 2, 3, 4, 5], "the same rows stay where they are"],
  [from(2, 6), [2, 3, 4, 5, 0, 1], "what left at the top is used again at the end"],
  [[-1, -2, 0, 1, 2, 3], [4, 5, 0, 1, 2, 3], "and what left at the end at the top"],
  [from(4, 6), [0, 1, 2, 3, 4, 5], "no element moves where most rows are others"],
  [from(90, 3), [0, 1, 2], "fewer rows need fewer elements"],
  [from(0, 8), [0, 1, 2, 3, 4, 5, 6, 7], "more rows need more"],
])("after rows 0 to 5, the rows %j have the slots %j: %s", (keys, slots) => {
  const drawn = new RowSlots();
  drawn.assign(from(0, 6));
  expect(drawn.assign(keys)).toEqual(slots);
});

test("each row has a slot of its own, and no more slots are used than rows were ever drawn", () => {
  const drawn = new RowSlots();
  let first = 0;
  for (let step = 0; step < 200; step++) {
    first += (step * 7) % 23;
    const count = 10 + ((step * 5) % 31);
    const slots = drawn.assign(from(first, count));
    expect(new Set(slots).size).toBe(count);
    expect(Math.max(...slots)).toBeLessThanOrEqual(40);
  }
});
