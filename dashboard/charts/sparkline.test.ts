import { expect, test } from "bun:test";
import { sparkPoints, sparkSentence } from "./sparkline.ts";

test("sparkPoints() draws the newest second at the right, zero at the bottom and the largest at the top", () => {
  expect(sparkPoints([0, 5, 10])).toBe("57.5,15.0 58.5,8.0 59.5,1.0");
  const minute = sparkPoints(Array.from({ length: 60 }, () => 3)).split(" ");
  expect([minute.length, minute[0], minute.at(-1)]).toEqual([60, "0.5,1.0", "59.5,1.0"]);
});

test("sparkPoints() draws silence at the bottom, and nothing without a second", () => {
  expect(sparkPoints([0, 0])).toBe("58.5,15.0 59.5,15.0");
  expect(sparkPoints([])).toBe("");
});

test("sparkSentence() tells the least, the most and the newest", () => {
  expect(sparkSentence([4, 1_000, 20])).toBe("events/s over 3 s: min 4, max 1,000, now 20");
  expect(sparkSentence([])).toBe("no full second counted yet");
});
