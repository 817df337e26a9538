import { expect, test } from "bun:test";
import { textFilter } from "./text-filter.ts";

test.each([
  ["", "anything", true],
  ["  ", "anything", true],
  ["ORDER", "an order came", true],
  ["a.b", "axb", false],
  ["/a.b/", "axb", true],
  ["/^id:/m", "data:1\nid:2", true],
  ["/X/gi", "x", true],
  ["/", "a/b", true],
])("%j on %j: %p", (typed, text, expected) => {
  const filter = textFilter(typed);
  expect([filter?.matches(text), filter?.matches(text)]).toEqual([expected, expected]);
});

test("a wrong regular expression is told", () => {
  expect(textFilter("/(/")).toBeUndefined();
  expect(textFilter("/a/nonsense")).toBeUndefined();
});
