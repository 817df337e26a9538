import { expect, test } from "bun:test";
import { growthMetrics } from "./soak.ts";
import { runScenario } from "./test-run.ts";
import { nightly } from "../test-nightly.ts";

/** 100 MB at first, and 0.3 MB more each second: 18 MB a minute. */
const growing = Array.from({ length: 40 }, (_, second) => 100 + 0.3 * second);

test("growthMetrics() is the slope of the memory in kB a minute, without the first quarter", () => {
  const settling = growing.map((mb, second) => (second < 10 ? mb / 2 : mb));
  const metrics = growthMetrics(settling);
  expect(metrics["server.rss_growth_kb_per_minute"]?.value).toBeCloseTo(18e6 / 1024, 6);
  expect(metrics["server.rss_growth_margin_kb_per_minute"]?.value).toBeCloseTo(0, 6);
});

test("growthMetrics() leaves out seconds without a reading, and says nothing about too few", () => {
  const gappy = growing.map((mb, second) => (second % 3 === 0 ? null : mb));
  const { value, samples } = growthMetrics(gappy)["server.rss_growth_kb_per_minute"] ?? {};
  expect(value).toBeCloseTo(18e6 / 1024, 6);
  expect(samples).toBe(26);
  expect(growthMetrics(growing.slice(0, 2))).toEqual({});
});

nightly(
  "soak keeps the memory that its growth is computed from",
  async () => {
    const result = await runScenario("soak", "-c", "5", "-r", "20", "-d", "6s");
    const kept = result.series["server.rss_mb"]?.values ?? [];
    const samples = result.metrics["server.rss_growth_kb_per_minute"]?.samples ?? 0;
    expect(samples).toBeGreaterThanOrEqual(4);
    const computed = kept.map((_, first) => growthMetrics(kept.slice(first, first + samples)));
    const growth = computed.map((metrics) => metrics["server.rss_growth_kb_per_minute"]?.value);
    expect(growth).toContain(result.metrics["server.rss_growth_kb_per_minute"]?.value);
  },
  60_000,
);
