import { expect, test } from "bun:test";
import { estimateOffset } from "./clock-offset.ts";

/** The response at `atMs` of a machine whose clock is `aheadMs` ahead, 10 ms each way. */
function sample(atMs: number, aheadMs: number) {
  const dateMs = Math.floor((atMs + aheadMs) / 1_000) * 1_000;
  return { dateMs, sentAtMs: atMs - 10, receivedAtMs: atMs + 10 };
}

test("estimateOffset() of a single Date is accurate to half a second plus the round trip", () => {
  expect(estimateOffset([sample(5_400, 0)])).toEqual({ offsetMs: 100, errorMs: 510 });
});

test("estimateOffset() narrows with samples across the second, and always contains the truth", () => {
  for (const aheadMs of [0, 250, -3_333, 86_400_000]) {
    const samples = Array.from({ length: 50 }, (_, index) => sample(5_000 + index * 20, aheadMs));
    const { offsetMs, errorMs } = estimateOffset(samples) ?? { offsetMs: Number.NaN, errorMs: 0 };
    expect(errorMs).toBeLessThan(30);
    expect(Math.abs(offsetMs - aheadMs)).toBeLessThanOrEqual(errorMs);
  }
});

test("estimateOffset() widens the error if samples contradict each other", () => {
  const { errorMs } = estimateOffset([sample(5_000, 0), sample(6_000, 3_000)]) ?? { errorMs: 0 };
  expect(errorMs).toBeGreaterThan(1_000);
});

test("estimateOffset() is undefined without samples", () => {
  expect(estimateOffset([])).toBeUndefined();
});
