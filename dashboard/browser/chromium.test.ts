import { expect, test } from "bun:test";
import { findChromium, type Machine } from "./chromium.ts";

const BARE: Machine = { chromePath: undefined, which: () => null, exists: () => false };

test("findChromium() takes the browser named by the environment first", () => {
  const machine = {
    ...BARE,
    chromePath: "/my/chrome",
    which: () => "/usr/bin/x",
    exists: () => true,
  };
  expect(findChromium(machine)).toBe("/my/chrome");
});

test("findChromium() keeps looking if the named browser does not exist", () => {
  expect(
    findChromium({
      ...BARE,
      chromePath: "/gone",
      which: (name) => (name === "chromium" ? "/usr/bin/chromium" : null),
    }),
  ).toBe("/usr/bin/chromium");
});

test("findChromium() looks in the usual places if the PATH has none", () => {
  const place = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
  expect(findChromium({ ...BARE, exists: (path) => path === place })).toBe(place);
});

test("findChromium() returns undefined on a bare machine", () => {
  expect(findChromium(BARE)).toBeUndefined();
});
