import { expect, test } from "bun:test";
import { isCrowded, waitingSentence } from "./six-connections.ts";

test.each([
  [0, false, "the shared stream and this one leave four"],
  [2, false, "two are left: one to publish, one for everything else"],
  [3, true, "one would be left"],
  [6, true, "none are left already"],
])("isCrowded(%p) is %p: %s", (otherStreams, isTrue) => {
  expect(isCrowded(otherStreams)).toBe(isTrue);
});

test("waitingSentence() blames the six connections over HTTP/1.1 only", () => {
  expect(waitingSentence(true)).toContain("at most six connections");
  expect(waitingSentence(false)).toBe("Still waiting for the hub’s answer.");
});
