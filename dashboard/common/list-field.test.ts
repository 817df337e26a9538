import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { topicFault } from "#protocol";
import { joinList, splitList } from "./list-field.ts";

test.each([
  ["a, b", ["a", "b"]],
  ["a\nb,,\n c d ,a", ["a", "b", "c d"]],
  [" ,\n", []],
  ["a\\, b, c", ["a, b", "c"]],
  ["\\ a\\ , b", [" a ", "b"]],
  ["c:\\temp, d", ["c:\\temp", "d"]],
  ["\\\\, a", ["\\", "a"]],
])("splitList(%p) is %p", (text, items) => {
  expect(splitList(text)).toEqual(items);
});

test.each([
  [["orders", "users/7"], "orders, users/7"],
  [["a, b"], "a\\, b"],
  [["c:\\temp"], "c:\\temp"],
])("joinList(%p) is %p", (items, text) => {
  expect(joinList(items)).toBe(text);
});

test("splitList() takes apart what joinList() joined, whatever the topics", () => {
  const unit = fc.oneof(
    fc.constantFrom("\\", ",", " ", "\u00A0", "\u2028", "a"),
    fc.string({ unit: "binary" }),
  );
  const topic = fc
    .array(unit, { minLength: 1, maxLength: 8 })
    .map((parts) => parts.join(""))
    .filter((text) => topicFault(text) === undefined);
  fc.assert(
    fc.property(fc.uniqueArray(topic, { maxLength: 5 }), (topics) => {
      expect(splitList(joinList(topics))).toEqual(topics);
    }),
    { seed: 20_261_127, numRuns: 500 },
  );
});
