import { expect, test } from "bun:test";
import { crossedAtMs, rampPacer, rateAt } from "./ramp.ts";

const RAMP = { fromPerS: 100, toPerS: 800, durationMs: 3_000 };

test("rateAt() doubles in equal times", () => {
  expect([0, 1_000, 2_000, 3_000].map((ms) => Math.round(rateAt(RAMP, ms)))).toEqual([
    100, 200, 400, 800,
  ]);
});

test("rampPacer() has the first at once, as many as the area under the rate, and the rate between any two", () => {
  const pacer = rampPacer(RAMP);
  // From 100 a second to 800: 700 over ln 2 a second.
  expect(pacer.count).toBe(Math.floor(700 / Math.LN2));
  expect(pacer.dueMs(0)).toBe(0);
  expect(pacer.dueMs(pacer.count)).toBeUndefined();
  for (const index of [0, 100, 500, pacer.count - 2]) {
    const [at = 0, next = 0] = [pacer.dueMs(index), pacer.dueMs(index + 1)];
    expect(1000 / (next - at)).toBeCloseTo(rateAt(RAMP, (at + next) / 2), 1);
    expect(next).toBeLessThanOrEqual(RAMP.durationMs);
  }
});

test.each([[{ ...RAMP, fromPerS: 0 }], [{ ...RAMP, toPerS: 100 }], [{ ...RAMP, durationMs: 0 }]])(
  "rampPacer(%j) refuses what does not go up",
  (ramp) => {
    expect(() => rampPacer(ramp)).toThrow(RangeError);
  },
);

const at = (...latencies: number[]) =>
  latencies.map((latencyMs, index) => ({ atMs: index * 100, latencyMs }));

test.each([
  [at(10, 10, 1000), 150, "between the two, by the logarithm"],
  [at(10, 500, 10, 10, 1000), 350, "a single late reading is no crossing"],
  [at(10, 10, 10), undefined, "it never came"],
  [at(500, 1000), undefined, "it came before the first reading"],
  [at(), undefined, "nothing was read"],
])("crossedAtMs(%j, 100) is %p: %s", (readings, expected) => {
  const found = crossedAtMs(readings, 100);
  if (expected === undefined) expect(found).toBeUndefined();
  else expect(found).toBeCloseTo(expected, 6);
});
