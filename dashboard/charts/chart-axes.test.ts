import { expect, test } from "bun:test";
import { timeStepMs, wholePixels } from "./chart-axes.ts";

const HOUR_MS = 3_600_000;
const HOUR_PX = 720;
const PIXEL_MS = HOUR_MS / HOUR_PX;

test("wholePixels() stands still until a pixel has passed, and never hides the newest row", () => {
  const starts = new Set<number>();
  for (let second = 0; second < 60; second++) {
    const toMs = 1_700_000_000_000 + second * 1_000;
    const shown = wholePixels({ fromMs: toMs - HOUR_MS, toMs }, HOUR_PX);
    expect(shown.toMs).toBeGreaterThanOrEqual(toMs);
    expect(shown.toMs - toMs).toBeLessThan(PIXEL_MS);
    expect(shown.toMs - shown.fromMs).toBe(HOUR_MS);
    starts.add(shown.fromMs);
  }
  expect(starts.size).toBeLessThanOrEqual(60_000 / PIXEL_MS + 1);
});

test("wholePixels() of a chart without a width, or a range without a length, is finite", () => {
  expect(wholePixels({ fromMs: 5, toMs: 5 }, 100)).toEqual({ fromMs: 5, toMs: 5 });
  expect(wholePixels({ fromMs: 0, toMs: 60 }, 0)).toEqual({ fromMs: 0, toMs: 60 });
});

test.each([
  [30_000, 720, 5_000],
  [30_000, 340, 10_000],
  [30_000, 250, 10_000],
  [60_000, 250, 30_000],
  [300_000, 720, 60_000],
  [300_000, 250, 60_000],
  [300_000, 120, 300_000],
  [3_600_000, 720, 600_000],
])("the times of %d ms on %d px are %d ms apart", (spanMs, widthPx, stepMs) => {
  expect(timeStepMs(spanMs, widthPx)).toBe(stepMs);
});
