import { expect, test } from "bun:test";
import { Transits } from "./transits.ts";

test("what comes next goes round the newest, each as often", () => {
  const transits = new Transits(() => 0);
  expect(transits.next()).toBeUndefined();
  for (const tookMs of [1, 2, 3]) transits.add(tookMs);
  const taken = Array.from({ length: 6 }, () => transits.next() ?? 0);
  expect(taken.toSorted()).toEqual([1, 1, 2, 2, 3, 3]);
  for (let tookMs = 100; tookMs < 200; tookMs++) transits.add(tookMs);
  const after = new Set(Array.from({ length: 200 }, () => transits.next()));
  expect([after.size, after.has(199), after.has(3)]).toEqual([64, true, false]);
});

test("what is older than three seconds says nothing any more", () => {
  let nowMs = 0;
  const transits = new Transits(() => nowMs);
  transits.add(5);
  nowMs = 2_000;
  transits.add(7);
  nowMs = 3_500;
  expect([transits.next(), transits.next()]).toEqual([7, 7]);
  nowMs = 6_000;
  expect(transits.next()).toBeUndefined();
});
