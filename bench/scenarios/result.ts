/** Combines what a scenario found and measured into its result. */

import type { StatsSnapshot } from "#protocol";
import { MIN_CONNECTIONS_FOR_MEMORY } from "../load/limits.ts";
import type { PoolAccount, PoolOpened } from "../load/clients/reports.ts";
import type { Strain } from "../load/process-watch.ts";
import { checkMachine, checkSamples, type Finding } from "../load/validity.ts";
import { higher, lower, type Metrics, type ScenarioResult } from "../result/result.ts";
import type { Target } from "../servers/target.ts";
import { EventLatencies } from "../stats/event-latencies.ts";
import type { LatencyHistogram } from "../stats/latency.ts";
import type { LatencySeries } from "../stats/series.ts";
import type { ScenarioContext } from "./scenario.ts";

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
    ...account.latency.metrics("latency", account.totals.lost),
    ...intervalMetrics(account),
  };
}

const CERTAIN = [50, 99] as const;

/** 95 % intervals of the latencies; none if events are lost, whose times nobody knows. */
function intervalMetrics({ eventLatencies, totals }: PoolAccount): Metrics {
  if (totals.lost > 0) return {};
  const all = new EventLatencies();
  for (const one of eventLatencies) all.addEncoded(one);
  const intervals = all.intervals(CERTAIN) ?? [];
  return Object.fromEntries(
    intervals.flatMap(({ lowMs, highMs }, index) => [
      [`latency.p${CERTAIN[index]}_ms.low`, lower(lowMs, "ms")] as const,
      [`latency.p${CERTAIN[index]}_ms.high`, lower(highMs, "ms")] as const,
    ]),
  );
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

/** What the hub used, from its own statistics; empty if it has none. */
export async function serverMetrics(
  target: Target,
  before: StatsSnapshot | undefined,
  opened: StatsSnapshot | undefined,
): Promise<Metrics> {
  const after = await target.readStats();
  if (before === undefined || opened === undefined || after === undefined) return {};
  const connections = opened.connections - before.connections;
  const addedBytes = opened.process.rssBytes - before.process.rssBytes;
  const deliveries = after.totals.deliveries - opened.totals.deliveries;
  const cpuUs = after.process.cpuUs - opened.process.cpuUs;
  return {
    ...(deliveries > 0 && {
      "server.cpu_us_per_delivery": lower(cpuUs / deliveries, "µs", deliveries),
    }),
    ...memoryMetrics("server.rss_kb_per_connection", addedBytes, connections),
  };
}

function memoryMetrics(name: string, addedBytes: number, connections: number): Metrics {
  if (connections < MIN_CONNECTIONS_FOR_MEMORY) return {};
  return { [name]: lower(addedBytes / 1024 / connections, "kB", connections) };
}
