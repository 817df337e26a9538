import { expect, test } from "bun:test";
import { checkJson, MAX_CHECKED_CHARACTERS, prettyJson } from "./json-check.ts";

test.each([
  ["Hello", "other", "text"],
  ["7", "other", "a number may be text"],
  ["", "other", "nothing"],
  [' {"a":1}', "valid", "space before it"],
  ["[1, 2]", "valid", "a list"],
  ['"a"', "valid", "a string"],
  ['{"a":', "invalid", "not finished"],
  ["{a: 1}", "invalid", "JavaScript"],
  [`[${" ".repeat(MAX_CHECKED_CHARACTERS)}]`, "other", "too long to check with each key"],
])("checkJson(%.20j) is %s: %s", (text, kind) => {
  expect<string>(checkJson(text).kind).toBe(kind);
});

test("checkJson() says what is wrong", () => {
  expect(checkJson('{"a":')).toMatchObject({ kind: "invalid", why: expect.stringMatching(/./) });
});

test("prettyJson() gives each value a line, and leaves alone what is no JSON", () => {
  expect(prettyJson('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(prettyJson("{a}")).toBe("{a}");
});
