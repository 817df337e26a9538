import { expect, test } from "bun:test";
import { isUtf8Encoded, pathOf, queryOf, targetOf } from "./request-target.ts";

test.each([
  ["http://localhost/a/b?c=/d", "/a/b", "/a/b?c=/d"],
  ["http://localhost", "/", "/"],
  ["https://[::1]:3000/?x", "/", "/?x"],
  ["http://a/b#c", "/b", "/b#c"],
  ["/health/live?x", "/health/live", "/health/live?x"],
])("pathOf() and targetOf() of %j are %j and %j", (url, path, target) => {
  expect([pathOf(url), targetOf(url)]).toEqual([path, target]);
});

test.each([
  ["plain", true],
  ["%C3%A4%E2%82%AC%F0%9F%8C%8A", true],
  ["a+b%20c", true],
  ["100%", true],
  ["%zz%2", true],
  ["%FF", false],
  ["%C3", false],
  ["%C3&x=%A4", false],
  ["%ED%A0%80", false],
  ["%C0%80", false],
])("isUtf8Encoded(%j) is %p", (text, isUtf8) => {
  expect(isUtf8Encoded(text)).toBe(isUtf8);
});

test("queryOf() refuses text that would be altered", () => {
  expect(queryOf("http://h/events?topic=%C3%A4").get("topic")).toBe("ä");
  expect(queryOf("http://h/events").size).toBe(0);
  expect(() => queryOf("http://h/events?topic=%FF")).toThrow("not UTF-8");
});
