/** Merges what a pool's client processes report: adds counts and histograms, and takes the worst process's strain. */

import { type Strain, worstStrain } from "../process-watch.ts";
import { addTotals } from "../../stats/count-ledger.ts";
import type { EncodedEventLatencies } from "../../stats/event-latencies.ts";
import { LatencyHistogram } from "../../stats/latency.ts";
import type { CollectedReport, OpenedReport } from "./messages.ts";

const NO_TOTALS = { received: 0, lost: 0, duplicated: 0, outOfOrder: 0 };

export interface PoolOpened {
  readonly open: number;
  readonly connect: LatencyHistogram;
  readonly firstByte: LatencyHistogram;
  readonly failures: Readonly<Record<string, number>>;
  /** Resident memory that the connections added to the client processes. */
  readonly addedRssBytes: number;
  /** Times below 0. */
  readonly negative: number;
  /** Of the worst client process while the clients opened. */
  readonly strain: Strain;
}

/** The merged account; `strain` and `waitedMs` are those of the worst process. */
export interface PoolAccount extends Omit<
  CollectedReport,
  "kind" | "latency" | "eventLatencies" | "loadLatencies" | "recovery" | "connect"
> {
  readonly latency: LatencyHistogram;
  /** The same latencies in each process, by when their events were due. */
  readonly eventLatencies: readonly EncodedEventLatencies[];
  /** One for each load, if there are several. */
  readonly loadLatencies: readonly LatencyHistogram[];
  readonly recovery: LatencyHistogram;
  readonly connect: LatencyHistogram;
}

export function openedOf(report: OpenedReport): PoolOpened {
  return {
    open: report.open,
    connect: merged([report.connect]),
    firstByte: merged([report.firstByte]),
    failures: report.failures,
    addedRssBytes: report.rssAfterBytes - report.rssBeforeBytes,
    negative: report.negative,
    strain: report.strain,
  };
}

export function mergeOpened(parts: readonly PoolOpened[]): PoolOpened {
  return {
    open: total(parts.map(({ open }) => open)),
    connect: mergedLatency(parts.map(({ connect }) => connect)),
    firstByte: mergedLatency(parts.map(({ firstByte }) => firstByte)),
    failures: sumByReason(parts.map(({ failures }) => failures)),
    addedRssBytes: total(parts.map(({ addedRssBytes }) => addedRssBytes)),
    negative: total(parts.map(({ negative }) => negative)),
    strain: worstStrain(parts.map(({ strain }) => strain)),
  };
}

export function accountOf(report: CollectedReport): PoolAccount {
  return {
    ...report,
    latency: merged([report.latency]),
    eventLatencies: [report.eventLatencies],
    loadLatencies: report.loadLatencies.map((latency) => merged([latency])),
    recovery: merged([report.recovery]),
    connect: merged([report.connect]),
  };
}

export function mergeAccounts(parts: readonly PoolAccount[]): PoolAccount {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const sum = (read: (part: PoolAccount) => number) => total(parts.map(read));
  const loads = only?.loadLatencies ?? [];
  return {
    totals: parts.map(({ totals }) => totals).reduce(addTotals, NO_TOTALS),
    lastReceivedAtMs: Math.max(...parts.map(({ lastReceivedAtMs }) => lastReceivedAtMs)),
    latency: mergedLatency(parts.map(({ latency }) => latency)),
    eventLatencies: parts.flatMap(({ eventLatencies }) => eventLatencies),
    loadLatencies: loads.map((_, load) =>
      mergedLatency(parts.flatMap(({ loadLatencies }) => loadLatencies.slice(load, load + 1))),
    ),
    loadLost: loads.map((_, load) => sum(({ loadLost }) => loadLost[load] ?? 0)),
    recovery: mergedLatency(parts.map(({ recovery }) => recovery)),
    connect: mergedLatency(parts.map(({ connect }) => connect)),
    open: sum(({ open }) => open),
    recovered: sum(({ recovered }) => recovered),
    reconnects: sum(({ reconnects }) => reconnects),
    connectionsLost: sum(({ connectionsLost }) => connectionsLost),
    gaps: sum(({ gaps }) => gaps),
    foreign: sum(({ foreign }) => foreign),
    negative: sum(({ negative }) => negative),
    failures: sumByReason(parts.map(({ failures }) => failures)),
    receivedBytes: sum(({ receivedBytes }) => receivedBytes),
    strain: worstStrain(parts.map(({ strain }) => strain)),
    waitedMs: Math.max(...parts.map(({ waitedMs }) => waitedMs)),
  };
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export function mergedLatency(parts: readonly LatencyHistogram[]): LatencyHistogram {
  const all = new LatencyHistogram();
  for (const part of parts) all.add(part);
  return all;
}

export function merged(encoded: readonly string[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const text of encoded) histogram.addEncoded(text);
  return histogram;
}

/** How often each reason occurred in total. */
export function sumByReason(
  all: readonly Readonly<Record<string, number>>[],
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [reason, times] of all.flatMap((one) => Object.entries(one))) {
    sums[reason] = (sums[reason] ?? 0) + times;
  }
  return sums;
}
