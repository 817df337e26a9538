import { expect, test } from "bun:test";
import { estimateOffset } from "./clock-offset.ts";

/** What a machine whose clock is `aheadMs` ahead answers at `atMs`, 10 ms each way. */
function sample(atMs: number, aheadMs: number) {
  const dateMs = Math.floor((atMs + aheadMs) / 1_000) * 1_000;
  return { dateMs, sentAtMs: atMs - 10, receivedAtMs: atMs + 10 };
}

test("estimateOffset() knows a single Date only to half a second and the way", () => {
  expect(estimateOffset([sample(5_400, 0)])).toEqual({ offsetMs: 100, errorMs: 510 });
});

test("estimateOffset() narrows with samples across the second, and never misses the truth", () => {
  for (const aheadMs of [0, 250, -3_333, 86_400_000]) {
    const samples = Array.from({ length: 50 }, (_, index) => sample(5_000 + index * 20, aheadMs));
    const { offsetMs, errorMs } = estimateOffset(samples) ?? { offsetMs: Number.NaN, errorMs: 0 };
    expect(errorMs).toBeLessThan(30);
    expect(Math.abs(offsetMs - aheadMs)).toBeLessThanOrEqual(errorMs);
  }
});

test("estimateOffset() admits doubt when samples contradict each other", () => {
  const { errorMs } = estimateOffset([sample(5_000, 0), sample(6_000, 3_000)]) ?? { errorMs: 0 };
  expect(errorMs).toBeGreaterThan(1_000);
});

test("estimateOffset() says nothing without samples", () => {
  expect(estimateOffset([])).toBeUndefined();
});
