/** What the client processes of a pool report, as one: counts are added, histograms merged, the busiest process speaks for all. */

import { LatencyHistogram } from "../../stats/latency.ts";
import type { CollectedReport, OpenedReport } from "./messages.ts";

export interface PoolOpened {
  readonly open: number;
  readonly connect: LatencyHistogram;
  readonly firstByte: LatencyHistogram;
  readonly failures: Readonly<Record<string, number>>;
  /** Resident memory of the client processes that the connections added. */
  readonly addedRssBytes: number;
}

/** The account of all: `loopLagMs`, `cpuMs` and `waitedMs` are those of the process that has the most. */
export interface PoolAccount extends Omit<
  CollectedReport,
  "kind" | "latency" | "recovery" | "connect"
> {
  readonly latency: LatencyHistogram;
  readonly recovery: LatencyHistogram;
  readonly connect: LatencyHistogram;
}

export function mergeOpened(reports: readonly OpenedReport[]): PoolOpened {
  return {
    open: total(reports.map((report) => report.open)),
    connect: merged(reports.map((report) => report.connect)),
    firstByte: merged(reports.map((report) => report.firstByte)),
    failures: sumByReason(reports.map((report) => report.failures)),
    addedRssBytes: total(reports.map((report) => report.rssAfterBytes - report.rssBeforeBytes)),
  };
}

export function mergeCollected(reports: readonly CollectedReport[]): PoolAccount {
  const sum = (read: (report: CollectedReport) => number) => total(reports.map(read));
  return {
    totals: {
      received: sum(({ totals }) => totals.received),
      duplicated: sum(({ totals }) => totals.duplicated),
      outOfOrder: sum(({ totals }) => totals.outOfOrder),
      lost: sum(({ totals }) => totals.lost),
    },
    latency: merged(reports.map((report) => report.latency)),
    recovery: merged(reports.map((report) => report.recovery)),
    connect: merged(reports.map((report) => report.connect)),
    recovered: sum((report) => report.recovered),
    reconnects: sum((report) => report.reconnects),
    gaps: sum((report) => report.gaps),
    foreign: sum((report) => report.foreign),
    failures: sumByReason(reports.map((report) => report.failures)),
    receivedBytes: sum((report) => report.receivedBytes),
    loopLagMs: Math.max(...reports.map((report) => report.loopLagMs)),
    cpuMs: Math.max(...reports.map((report) => report.cpuMs)),
    waitedMs: Math.max(...reports.map((report) => report.waitedMs)),
  };
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export function merged(encoded: readonly string[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const text of encoded) histogram.addEncoded(text);
  return histogram;
}

function sumByReason(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [reason, times] of all.flatMap((one) => Object.entries(one))) {
    sums[reason] = (sums[reason] ?? 0) + times;
  }
  return sums;
}
