/** Combines what a scenario found and measured into its result. */

import type { PoolAccount, PoolOpened } from "../load/clients/reports.ts";
import type { Strain } from "../load/process-watch.ts";
import { caution, checkMachine, checkSamples, type Finding, invalid } from "../load/validity.ts";
import { counted, formatNumber } from "../report/figures.ts";
import { higher, lower, type Metrics, type ScenarioResult } from "../result/result.ts";
import { EventLatencies } from "../stats/event-latencies.ts";
import type { LatencyHistogram } from "../stats/latency.ts";
import type { LatencySeries } from "../stats/series.ts";
import { wallMs } from "../load/time.ts";
import type { ScenarioContext } from "./scenario.ts";
import { memoryMetrics } from "./server-cost.ts";

export interface ResultParts {
  readonly name: string;
  readonly context: ScenarioContext;
  readonly findings: readonly Finding[];
  readonly metrics: Metrics;
  readonly histograms: Readonly<Record<string, LatencyHistogram>>;
  readonly series?: LatencySeries;
  /** How many events the latencies of this name are of: the deliveries of one event are late together. */
  readonly events?: Readonly<Record<string, number>>;
}

export function resultOf({ name, context, ...parts }: ResultParts): ScenarioResult {
  const findings = [
    ...parts.findings,
    ...checkAccount(parts.metrics),
    ...checkMachine(context.disturbance()),
    ...checkSamples(parts.metrics, parts.events),
  ];
  return {
    name,
    target: context.target.name,
    transport: context.transport,
    valid: !findings.some((finding) => finding.isInvalid),
    partial: context.signal.aborted,
    config: context.config,
    warnings: findings.map((finding) => finding.warning),
    metrics: parts.metrics,
    histograms: Object.fromEntries(
      Object.entries(parts.histograms).map(([key, histogram]) => [key, histogram.encode()]),
    ),
    series: parts.series?.series() ?? {},
  };
}

/** A line for each thing that must not happen to a delivery; a run in which nothing arrived measured nothing. */
function checkAccount(metrics: Metrics): Finding[] {
  const { lost, duplicated, out_of_order: outOfOrder, delivered_ratio: ratio } = metrics;
  const expected = counted(ratio?.samples ?? 0, "delivery", "deliveries");
  if (ratio?.value === 0) {
    return [
      invalid(
        `none of ${expected} arrived`,
        "check that the server sends what is published to those who subscribe to its topic",
      ),
    ];
  }
  const faults = [
    [lost, "lost", "see whether the server dropped events or closed streams"],
    [duplicated, "repeated", "see whether the server sends events again after a reconnect"],
    [outOfOrder, "out of order", "see whether the server keeps the order of a stream"],
  ] as const;
  return faults.flatMap(([metric, what, cure]) => {
    const times = metric?.value ?? 0;
    if (times === 0) return [];
    return [
      caution(
        `${formatNumber(times)} of ${expected} ${times === 1 ? "was" : "were"} ${what}`,
        cure,
      ),
    ];
  });
}

/**
 * From `startedMs`, on the machine's clock, to the last delivery: waiting for lost events is no part of a run. Until
 * now if there was no delivery.
 */
export function lengthOf({ lastReceivedAtMs }: PoolAccount, startedMs: number): number {
  return (lastReceivedAtMs > startedMs ? lastReceivedAtMs : wallMs()) - startedMs;
}

/** The account of the deliveries; `elapsedMs` is the time from the first publish to the last delivery. */
export function accountMetrics(
  { totals }: Pick<PoolAccount, "totals">,
  elapsedMs: number,
): Metrics {
  const expected = totals.received + totals.lost;
  return {
    delivered_ratio: higher(expected === 0 ? null : totals.received / expected, "ratio", expected),
    lost: lower(totals.lost, "events"),
    duplicated: lower(totals.duplicated, "events"),
    out_of_order: lower(totals.outOfOrder, "events"),
    deliveries_per_second: higher((totals.received / elapsedMs) * 1000, "/s"),
  };
}

/** The account, and the latency of the deliveries. */
export function deliveryMetrics(account: PoolAccount, elapsedMs: number): Metrics {
  return {
    ...accountMetrics(account, elapsedMs),
    ...withIntervals(account.latency.metrics("latency", account.totals.lost), account),
  };
}

const CERTAIN = [50, 99] as const;

/** Adds the 95 % intervals of the latencies; none if events are lost, whose times nobody knows. */
function withIntervals(metrics: Metrics, { eventLatencies, totals }: PoolAccount): Metrics {
  if (totals.lost > 0) return metrics;
  const all = new EventLatencies();
  for (const one of eventLatencies) all.addEncoded(one);
  const intervals = all.intervals(CERTAIN) ?? [];
  const certain = intervals.flatMap(({ lowMs: low, highMs: high }, index) => {
    const name = `latency.p${CERTAIN[index]}_ms`;
    const metric = metrics[name];
    return metric === undefined ? [] : [[name, { ...metric, low, high }] as const];
  });
  return { ...metrics, ...Object.fromEntries(certain) };
}

/** What the load generator itself took: see `Strain`. */
export function generatorMetrics(strain: Strain): Metrics {
  return {
    "generator.lag_ms": lower(strain.lagMs, "ms"),
    "generator.longest_lag_ms": lower(strain.longestLagMs, "ms"),
    "generator.cpu_percent": lower(strain.cpuShare * 100, "%"),
    "generator.waited_percent": lower(strain.waitedShare * 100, "%"),
  };
}

export function clientMetrics({ addedRssBytes, open }: PoolOpened): Metrics {
  return memoryMetrics("client.rss_kb_per_connection", addedRssBytes, open);
}
