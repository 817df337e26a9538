import { expect, test } from "bun:test";
import { LatencyHistogram } from "./latency.ts";
import { randomFrom } from "./random.ts";
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

test("LatencySeries has a bucket per second of arrival, including empty ones, whatever was reported first", () => {
  const series = new LatencySeries();
  series.add(recorded(1), 500);
  series.add(recorded(5, 5), 2_700);
  series.add(recorded(2), 250);
  expect(series.series().deliveries_per_second?.values).toEqual([2, 0, 2]);
  expect(series.series()["latency.p99_ms"]?.values[1]).toBeNull();
});

test.each([10, 100, 999, 1_000, 1_001, 1_600, 7_700, 10_000, 100_000])(
  "LatencyHistogram has the percentiles of %d sorted values, to its three digits",
  (count) => {
    const random = randomFrom(count);
    // Half of them quick and half in a long tail, so that a rank off by one shows.
    const values = Array.from({ length: count }, () => 1 / (1 - random()) ** 1.5).toSorted(
      (one, other) => one - other,
    );
    const histogram = recorded(...values);
    for (const percentile of [50, 90, 99, 99.9, 99.99, 100]) {
      const rank = Math.max(1, Math.ceil((percentile / 100) * count - 1e-6));
      const exact = Math.min(600_000, values[rank - 1] ?? Number.NaN);
      const told = histogram.percentileMs(percentile) ?? Number.NaN;
      expect([percentile, Math.abs(told / exact - 1) < 0.002]).toEqual([percentile, true]);
    }
  },
);
