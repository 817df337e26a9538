import { expect, test } from "bun:test";
import { holm } from "./holm.ts";
import { randomFrom } from "./random.ts";

test.each([
  [
    "two of four, in Wikipedia's example (Holm–Bonferroni method)",
    [0.01, 0.04, 0.03, 0.005],
    [true, false, false, true],
    [0.05 / 3, 0.05 / 2, 0.05 / 2, 0.05 / 4],
  ],
  [
    "none when the smallest fails",
    [0.02, 0.9, 0.03],
    [false, false, false],
    [1, 1, 1].map(() => 0.05 / 3),
  ],
  ["all, each at its step", [0.01, 0.04, 0.02], [true, true, true], [0.05 / 3, 0.05, 0.05 / 2]],
  ["one test as if it were alone", [0.05], [true], [0.05]],
  ["at the level itself", [0.025, 0.9], [true, false], [0.025, 0.05]],
  ["equal ones one after the other", [0.02, 0.02], [true, true], [0.025, 0.05]],
  ["nothing", [], [], []],
])("holm() rejects %s", (_what, pValues, rejected, levels) => {
  const steps = holm(pValues, 0.05);
  expect(steps.map(({ isRejected }) => isRejected)).toEqual(rejected);
  for (const [index, { level }] of steps.entries())
    expect(level).toBeCloseTo(levels[index] ?? 0, 12);
});

test("holm() keeps a small p after one that failed, and at that one's level", () => {
  const [first, second, third] = holm([0.001, 0.028, 0.029], 0.05);
  expect([first?.isRejected, second?.isRejected, third?.isRejected]).toEqual([true, false, false]);
  expect(third?.level).toBe(0.025);
});

test("holm() rejects any true hypothesis in at most 5 % of 20,000 families, two of six being false", () => {
  const random = randomFrom(1);
  let alarms = 0;
  for (let family = 0; family < 20_000; family++) {
    const pValues = [0, 1e-9, random(), random(), random(), random()];
    if (
      holm(pValues, 0.05)
        .slice(2)
        .some(({ isRejected }) => isRejected)
    )
      alarms++;
  }
  expect(alarms / 20_000).toBeLessThan(0.053);
  expect(alarms / 20_000).toBeGreaterThan(0.045);
});
