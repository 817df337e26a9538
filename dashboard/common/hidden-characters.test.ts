import { expect, test } from "bun:test";
import { hostileStrings } from "../browser/hostile-strings.ts";
import { shortened, textParts, visibleText, withUnicodeEscapes } from "./hidden-characters.ts";

test.each([
  ["plain, with  spaces and \\n", "plain, with  spaces and \\n"],
  ["line\nfeed\tand\r\0", "line\\nfeed\\tand\\r\\0"],
  ["\u001b[31mred\u007f", "\\x1b[31mred\\x7f"],
  ["\u202egnp.exe", "\\u202egnp.exe"],
  ["zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"],
  ["\u{e0041}", "\\u{e0041}"],
  ["half \ud83d", "half \\ud83d"],
  ["\u2028\u2029\u0085", "\\u2028\\u2029\\u0085"],
  ["blank\u3164\u2800", "blank\\u3164\\u2800"],
])("visibleText(%j) is %j", (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

test.each(["👩‍👩‍👧‍👦", "می‌خواهم", "e\u0301", "✈️", "漢字", "😀"])(
  "visibleText(%j) leaves it as it is",
  (text) => {
    expect(visibleText(text)).toBe(text);
  },
);

test("textParts() takes nothing away and adds nothing, and can leave lines as they are", () => {
  for (const text of hostileStrings()) {
    for (const hasLines of [true, false]) {
      const parts = textParts(text, hasLines);
      expect(parts.map((part) => part.text).join("")).toBe(text);
    }
  }
  expect(textParts("a\n\tb\r", true)).toEqual([{ text: "a\n\tb" }, { text: "\r", escape: "\\r" }]);
});

test("withUnicodeEscapes() is JSON for the same text", () => {
  expect(withUnicodeEscapes('"\u{e0041}\u202e"')).toBe('"\\udb40\\udc41\\u202e"');
  expect(JSON.parse(withUnicodeEscapes('"\u{e0041}\u202e"'))).toBe("\u{e0041}\u202e");
});

test.each([
  ["short", 5, "short"],
  ["longer", 5, "longe…"],
  ["a😀b", 2, "a…"],
  ["a😀b", 3, "a😀…"],
])("shortened(%j, %p) is %j", (text, most, shown) => {
  expect(shortened(text, most)).toBe(shown);
});
