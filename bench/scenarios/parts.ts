/** The steps that scenarios share: open clients, publish to them, wait for the deliveries, sum up. */

import type { StatsSnapshot } from "#protocol";
import { CLIENT_PLACEHOLDER } from "../load/clients/messages.ts";
import { pacerOf } from "../load/pattern.ts";
import type { Pacer } from "../load/pacer.ts";
import { writePayload } from "../load/payload.ts";
import { publishAll, type PublishOutcome } from "../load/publish/publisher.ts";
import { paced } from "../load/publish/schedule.ts";
import { subscribeUrl, type Target } from "../servers/target.ts";
import { untilReached } from "../load/until.ts";
import type { PoolAccount, PoolOpened } from "../load/clients/reports.ts";
import { WorkerPool } from "../load/clients/pool.ts";
import { higher, lower, type Metrics, type ScenarioResult } from "../result/result.ts";
import type { LatencyHistogram } from "../stats/latency.ts";
import { LatencySeries } from "../stats/series.ts";
import type { ScenarioContext } from "./scenario.ts";
import {
  checkClients,
  checkMachine,
  checkOpened,
  checkPublisher,
  checkSamples,
  type Finding,
} from "../load/validity.ts";

/** Deliveries that have stopped coming for so long are not waited for. */
const QUIET_MS = 5_000;
const SHOW_MS = 250;

/** Runs `body` with clients of one topic or several, and ends their processes whatever happens. */
export async function withPool<Outcome>(
  context: ScenarioContext,
  topics: string | readonly string[],
  body: (pool: WorkerPool, series: LatencySeries) => Promise<Outcome>,
): Promise<Outcome> {
  const { target, config, progress } = context;
  const series = new LatencySeries();
  const pool = await WorkerPool.start({
    url: subscribeUrl(target, topics, context.transport),
    access: target.access,
    transport: context.transport,
    count: config.connections,
    workers: config.workers,
    isLoopback: target.eventsUrl.hostname === "127.0.0.1",
    onLatency: (latency) => {
      series.add(latency);
      progress.add?.(latency);
    },
  });
  const { connections } = config;
  progress.show("opening clients");
  const showing = setInterval(() => progress.count?.({ connections, ...pool.progress }), SHOW_MS);
  try {
    return await body(pool, series);
  } finally {
    clearInterval(showing);
    await pool.stop();
  }
}

/** A topic of this run alone, so that nobody else's events are counted. */
export function newTopic(scenario: string): string {
  return `bench/${scenario}/${crypto.randomUUID().slice(0, 8)}`;
}

export interface SteadyChanges {
  /** The number of the first event; default 1. */
  readonly firstSequence?: number;
  /** The events go round over so many topics, whose names end in their number, from 0; default 1, and no number. */
  readonly topics?: number;
  /** Default: the configured rate for the configured time. */
  readonly pacer?: Pacer;
}

/** Publishes at the configured rate for the configured time, or as `changes` has it. */
export function publishSteadily(
  { target, config, pattern, cutBy, progress, signal }: ScenarioContext,
  topic: string,
  { firstSequence = 1, topics = 1, pacer = pacerOf(pattern) }: SteadyChanges = {},
): Promise<PublishOutcome> {
  progress.show("publishing");
  return publishAll({
    address: { url: target.eventsUrl, ...target.access },
    bodyOf: (sequence, intendedMs) => {
      const number = Math.floor((sequence - 1) / topics) + 1;
      const data = writePayload({ sequence: number, intendedMs }, config.sizeBytes);
      return JSON.stringify({
        topic: topics === 1 ? topic : `${topic}${(sequence - 1) % topics}`,
        data,
      });
    },
    firstSequence,
    schedule: paced(pacer, signal),
    waitsForServer: cutBy !== "client",
    signal,
  });
}

/** Waits until the clients have received so many events in all, or nothing comes any more. */
export function untilDelivered(
  pool: WorkerPool,
  expected: number,
  { progress, signal }: ScenarioContext,
): Promise<boolean> {
  progress.show("waiting for the last deliveries");
  return untilReached(() => pool.progress.received, expected, QUIET_MS, signal);
}

/** What the common course of a scenario leaves to sum up. */
export interface LoadRun {
  readonly opened: PoolOpened;
  readonly published: PublishOutcome;
  readonly account: PoolAccount;
  /** From the first publish to the last delivery. */
  readonly elapsedMs: number;
  readonly server: Metrics;
  readonly series: LatencySeries;
}

export interface LoadCourse {
  /** Has its way with the clients while events are published. Default: nothing. */
  readonly during?: (pool: WorkerPool) => Promise<void>;
  /** So many topics the events go round, each with clients of its own. Default: one, for all. */
  readonly topics?: number;
}

/** The common course: clients open, events go to them while `during` has its way, and all is waited for. */
export function runLoad(
  context: ScenarioContext,
  topic: string,
  { during = () => Promise.resolve(), topics = 1 }: LoadCourse = {},
): Promise<LoadRun> {
  const selector = topics === 1 ? topic : `${topic}${CLIENT_PLACEHOLDER}`;
  return withPool(context, selector, async (pool, series) => {
    const { target, config, rampPerS, progress, signal } = context;
    const before = await target.readStats();
    progress.expect?.((config.connections / rampPerS + config.durationS) * 1000);
    const opened = await pool.open(rampPerS, signal);
    const stats = await target.readStats();
    const startedMs = performance.now();
    const [published] = await Promise.all([
      publishSteadily(context, topic, { topics }),
      during(pool),
    ]);
    const sure = published.sent - published.uncertain.length;
    await untilDelivered(pool, (sure * config.connections) / topics, context);
    const elapsedMs = performance.now() - startedMs;
    const account = await pool.collect(published.sent, published.uncertain, topics);
    const server = await serverMetrics(target, before, stats);
    return { opened, published, account, elapsedMs, server, series };
  });
}

/** The checks that every run of the common course has to pass. */
export function checkRun(run: LoadRun, { config }: ScenarioContext): Finding[] {
  return [
    ...checkOpened(run.opened, config.connections),
    ...checkPublisher(run.published),
    ...checkClients(run.account, run.elapsedMs),
  ];
}

export interface ResultParts {
  readonly name: string;
  readonly context: ScenarioContext;
  readonly findings: readonly Finding[];
  readonly metrics: Metrics;
  readonly histograms: Readonly<Record<string, LatencyHistogram>>;
  readonly series?: LatencySeries;
}

export function resultOf({ name, context, ...parts }: ResultParts): ScenarioResult {
  const findings = [
    ...parts.findings,
    ...checkMachine(context.disturbance()),
    ...checkSamples(parts.metrics),
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

/** The account, and how late the deliveries were. */
export function deliveryMetrics(account: PoolAccount, elapsedMs: number): Metrics {
  return {
    ...accountMetrics(account, elapsedMs),
    ...account.latency.metrics("latency", account.totals.lost),
  };
}

/** With fewer connections than this, a process's own growth hides what they cost. */
export const MIN_CONNECTIONS_FOR_MEMORY = 1_000;

function memoryMetrics(name: string, addedBytes: number, connections: number): Metrics {
  if (connections < MIN_CONNECTIONS_FOR_MEMORY) return {};
  return { [name]: lower(addedBytes / 1024 / connections, "kB", connections) };
}

export function clientMetrics({ addedRssBytes, open }: PoolOpened): Metrics {
  return memoryMetrics("client.rss_kb_per_connection", addedRssBytes, open);
}

/** What the hub spent, by its own account; nothing where it gives none. */
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
