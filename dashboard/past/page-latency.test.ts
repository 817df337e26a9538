import { expect, test } from "bun:test";
import { NO_LATENCY } from "./columns.ts";
import { PageLatency } from "./page-latency.ts";

test("takeSummary() returns percentiles by nearest rank, and starts over", () => {
  const latency = new PageLatency();
  for (let ms = 100; ms >= 1; ms--) latency.record(ms);
  expect(latency.takeSummary()).toEqual({
    count: 100,
    p50Ms: 50,
    p90Ms: 90,
    p99Ms: 99,
    p999Ms: 100,
    maxMs: 100,
  });
  expect(latency.takeSummary()).toEqual(NO_LATENCY);
});

test("record() counts negative values, which clock errors cause, as zero", () => {
  const latency = new PageLatency();
  latency.record(-0.3);
  expect(latency.takeSummary().p50Ms).toBe(0);
});

test("record() is bounded while nothing takes the summary", () => {
  const latency = new PageLatency();
  for (let count = 0; count < 5_000; count++) latency.record(1);
  expect(latency.takeSummary().count).toBe(1_000);
});
