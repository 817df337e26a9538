import { expect, test } from "bun:test";
import { LatencyHistogram } from "./latency.ts";
import { LatencySeries } from "./series.ts";

function recorded(...ms: number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const one of ms) histogram.record(one);
  return histogram;
}

test("LatencyHistogram has the percentiles of 1 to 100 ms within 0.1 %", () => {
  const histogram = recorded(...Array.from({ length: 100 }, (_, index) => index + 1));
  for (const percentile of [1, 50, 90, 99, 100]) {
    const ms = histogram.percentileMs(percentile) ?? Number.NaN;
    expect(Math.abs(ms / percentile - 1)).toBeLessThan(0.001);
  }
});

test("LatencyHistogram counts what is below 0, but not what is below 0 by rounding", () => {
  const histogram = recorded(3, -0.0003, -0.002, -5);
  expect([histogram.count, histogram.negativeCount, histogram.percentileMs(100)]).toEqual([
    4, 2, 3,
  ]);
  const sum = recorded(-1);
  sum.add(histogram);
  expect(sum.negativeCount).toBe(3);
  sum.reset();
  expect(sum.negativeCount).toBe(0);
});

test("LatencyHistogram counts lost events as infinitely late", () => {
  const histogram = recorded(1, 1, 1, 1, 1, 1, 1, 1, 1);
  expect(histogram.percentileMs(90, 1)).toBeCloseTo(1);
  expect(histogram.percentileMs(91, 1)).toBeNull();
  expect(histogram.metrics("latency", 1)["latency.max_ms"]).toMatchObject({
    value: null,
    samples: 10,
  });
});

test("LatencyHistogram ranks 99.9 % of 10,000 as the 9,990th, rounding aside", () => {
  const histogram = recorded(...Array.from({ length: 9_990 }, () => 1));
  expect(histogram.percentileMs(99.9, 10)).toBeCloseTo(1);
});

test("LatencyHistogram has no percentiles without values", () => {
  expect(recorded().percentileMs(50)).toBeNull();
});

test("LatencyHistogram merges other processes' histograms without loss", () => {
  const [one, other] = [recorded(1, 2, 3), recorded(100, 200)];
  const merged = new LatencyHistogram();
  for (const part of [one, other]) merged.addEncoded(part.encode());
  expect(merged.count).toBe(5);
  expect(merged.percentileMs(50)).toBeCloseTo(3, 1);
  expect(merged.percentileMs(100)).toBeCloseTo(200, 0);
});

test("LatencySeries has a bucket per second, including empty ones", () => {
  let nowMs = 500;
  const series = new LatencySeries(() => nowMs);
  series.add(recorded(1));
  nowMs = 2_700;
  series.add(recorded(5, 5));
  expect(series.series().deliveries_per_second?.values).toEqual([1, 0, 2]);
  expect(series.series()["latency.p99_ms"]?.values[1]).toBeNull();
});
