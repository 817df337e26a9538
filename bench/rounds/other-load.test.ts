import { expect, test } from "bun:test";
import { machineTicks, ownTicks } from "./other-load.ts";

test("machineTicks() takes the first eight counts of the first line: the others include guests already", () => {
  const stat = "cpu  100 10 40 800 20 1 5 24 50 5\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
  expect(machineTicks(stat)).toEqual({ all: 1_000, used: 150 });
});

test("ownTicks() counts this process and the children it has waited for, whatever its name", () => {
  const fields = "S 1 1 1 0 -1 0 0 0 0 0 7 5 300 20 20 0";
  expect(ownTicks(`42 (bun) 9 9 (x) ${fields}`)).toBe(332);
});
