import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { nameParts } from "./topic-name.ts";

test.each([
  ["orders", "orders", ""],
  ["https://example.com/users/1234567/orders", "https://example.com/users/12345", "67/orders"],
  [`${"x".repeat(40)}👩‍👩‍👧‍👦12345678`, "x".repeat(40), "👩‍👩‍👧‍👦12345678"],
  [`a${"\u0301".repeat(100)}`, `a${"\u0301".repeat(100)}`, ""],
])("nameParts(%p) is %p and %p", (topic, head, tail) => {
  expect(nameParts(topic)).toEqual({ head, tail });
});

test("nameParts() loses nothing, and cuts no character in two", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (topic) => {
      const { head, tail } = nameParts(topic);
      expect(head + tail).toBe(topic);
      expect(head.isWellFormed() && tail.isWellFormed()).toBe(topic.isWellFormed());
    }),
    { seed: 20_261_127, numRuns: 300 },
  );
});
