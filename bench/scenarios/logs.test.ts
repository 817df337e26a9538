import { expect, test } from "bun:test";
import { LatencyHistogram } from "../stats/latency.ts";
import { type LogKind, type LogRound, MEMORY_LOG, SQLITE_LOGS } from "./log-rounds.ts";
import { logMetrics } from "./logs.ts";

function round(perSecond: number): LogRound {
  const ack = new LatencyHistogram();
  ack.record(1_000 / perSecond);
  return {
    perSecond,
    ack,
    cpuUsPerPublish: 30,
    totals: { received: 10, lost: 1, duplicated: 2, outOfOrder: 0 },
    elapsedMs: 1_000,
    findings: [],
  };
}

const [disk] = SQLITE_LOGS;
if (disk === undefined) throw new Error("no SQLite log");

function rounds(base: readonly number[], other: readonly number[]): Map<LogKind, LogRound[]> {
  return new Map([
    [MEMORY_LOG, base.map(round)],
    [disk ?? MEMORY_LOG, other.map(round)],
  ]);
}

test("logMetrics() divides round by round, so that a disturbance of both leaves the ratio alone", () => {
  const metrics = logMetrics(rounds([1_000, 100, 500], [500, 50, 250]), false);
  expect(metrics["memory_log.requests_per_second"]?.value).toBe(500);
  for (const end of ["", ".low", ".high"]) {
    expect(metrics[`ratio.sqlite_disk.requests_per_second${end}`]).toEqual({
      value: 0.5,
      unit: "×",
      better: "higher",
      samples: 3,
    });
  }
  expect(metrics["sqlite_disk.publish.max_ms"]?.value).toBe(20);
  expect(metrics.lost).toBeUndefined();
});

test("logMetrics() of one round has a ratio, but no interval", () => {
  const metrics = logMetrics(rounds([1_000], [500]), false);
  const name = "ratio.sqlite_disk.requests_per_second";
  expect(metrics[name]?.value).toBe(0.5);
  expect(metrics).not.toHaveProperty([`${name}.low`]);
  expect(metrics).not.toHaveProperty([`${name}.high`]);
});

test("logMetrics() has the account of all rounds if there are subscribers", () => {
  const metrics = logMetrics(rounds([1], [1]), true);
  expect([metrics.lost?.value, metrics.duplicated?.value]).toEqual([2, 4]);
});

test("logMetrics() of an interrupted run has what was measured", () => {
  const metrics = logMetrics(rounds([1_000], []), false);
  expect(Object.keys(metrics).some((name) => name.startsWith("sqlite_disk"))).toBe(false);
  expect(metrics["ratio.sqlite_disk.requests_per_second"]).toBeUndefined();
});
