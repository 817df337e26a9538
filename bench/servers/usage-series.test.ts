import { expect, test } from "bun:test";
import { UsageSeries, watchUsage } from "./usage-series.ts";

const MB = 1e6;

test("UsageSeries has the memory at each second, and the CPU time used since the second before", () => {
  const usage = new UsageSeries();
  usage.add(3, { cpuUs: 500_000, rssBytes: 80 * MB });
  usage.add(1_003, { cpuUs: 750_000, rssBytes: 81 * MB });
  usage.add(2_003, { cpuUs: 2_250_000, rssBytes: 82 * MB });
  expect(usage.series()).toEqual({
    "server.cpu_percent": { stepMs: 1_000, values: [null, 25, 150] },
    "server.rss_mb": { stepMs: 1_000, values: [80, 81, 82] },
  });
});

test("UsageSeries leaves a second without a reading empty, and spreads its CPU time over both", () => {
  const usage = new UsageSeries();
  usage.add(0, { cpuUs: 0, rssBytes: MB });
  usage.add(2_000, { cpuUs: 1_000_000, rssBytes: MB });
  expect(usage.series()["server.cpu_percent"]?.values).toEqual([null, null, 50]);
  expect(usage.series()["server.rss_mb"]?.values).toEqual([1, null, 1]);
});

test("UsageSeries never counts negative CPU time after a restart of the server", () => {
  const usage = new UsageSeries();
  usage.add(0, { cpuUs: 900_000, rssBytes: MB });
  usage.add(1_000, { cpuUs: 100_000, rssBytes: MB });
  usage.add(2_000, { cpuUs: 200_000, rssBytes: MB });
  expect(usage.series()["server.cpu_percent"]?.values).toEqual([null, null, 10]);
});

test("watchUsage() has no series for a server without statistics", () => {
  const usage = watchUsage({ readStats: () => Promise.resolve(undefined) });
  usage.stop();
  expect(usage.series()).toEqual({});
});

test("watchUsage() counts a late answer for the second in which it was asked for", async () => {
  let nowMs = 0;
  const answer = Promise.withResolvers<{ process: { cpuUs: number; rssBytes: number } }>();
  const usage = watchUsage({ readStats: () => answer.promise }, () => nowMs);
  usage.stop();
  nowMs = 1_700;
  answer.resolve({ process: { cpuUs: 0, rssBytes: 80 * MB } });
  await answer.promise;
  expect(usage.series()["server.rss_mb"]?.values).toEqual([80]);
});
