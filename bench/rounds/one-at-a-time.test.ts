import { expect, test } from "bun:test";
import { checkIdleBetween } from "./one-at-a-time.ts";

test("checkIdleBetween() warns if the server was hardly idle between events", () => {
  const load = { durationS: 2 };
  expect(checkIdleBetween(1.3, load)).toEqual([]);
  const [finding, ...more] = checkIdleBetween(1.96, load);
  expect(finding?.warning).toContain("busy 98 % of the time");
  expect(finding?.isInvalid).toBe(false);
  expect(more).toEqual([]);
});
