/**
 * Some clients stop reading: the others must not notice, and the hub's memory must not grow with what the stalled
 * ones miss. When they read again, they get all of it.
 */

import type { StatsSnapshot } from "#protocol";
import { counted } from "../report/figures.ts";
import { higher, lower, type Metrics, type ScenarioResult } from "../result/result.ts";
import { worstStrain } from "../load/process-watch.ts";
import { addTotals } from "../stats/count-ledger.ts";
import type { LedgerTotals } from "../stats/ledger.ts";
import type { LatencySeries } from "../stats/series.ts";
import { newTopic, withClients } from "./clients.ts";
import { accountMetrics, generatorMetrics, resultOf } from "./result.ts";
import { MIN_CONNECTIONS_FOR_MEMORY } from "../load/limits.ts";
import { DEFAULT_WARMUP_S } from "../load/options.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";
import { runSlowCourse, type SlowCourse } from "./slow-course.ts";
import {
  caution,
  checkClients,
  checkOpened,
  checkPublisher,
  checkUntimedClients,
  type Finding,
} from "../load/validity.ts";

export const slowReaders: Scenario = {
  name: "slow-readers",
  summary:
    "--slow percent of the clients stop reading; measures the others' latency and, if 1,000 or more stop, the hub's memory",
  defaults: {
    connections: 100,
    rate: 20,
    durationS: 10,
    sizeBytes: 100,
    warmupS: DEFAULT_WARMUP_S,
  },
  // No reader may be closed for being stalled: it has to get everything that it missed in the end.
  hubFlags: () => ["--stall-timeout", "3600"],
  run: async (context) => {
    const { connections } = context.config;
    const slowCount = Math.max(1, Math.round((connections * context.slowPercent) / 100));
    const counts = { slowCount, healthyCount: Math.max(1, connections - slowCount) };
    const topics = { all: newTopic("slow-readers"), flood: newTopic("slow-readers/flood") };
    const healthyContext = withConnections(context, counts.healthyCount);
    // Only one pool shows its progress, so that the counts of the two are not mixed up.
    const slowContext = { ...withConnections(context, slowCount), progress: { show: () => {} } };
    return withClients(healthyContext, topics.all, (healthy, series) =>
      withClients(slowContext, [topics.all, topics.flood], async (slow) => {
        const course = await runSlowCourse({ context, healthy, slow, topics });
        return summedUp(course, counts, context, series);
      }),
    );
  },
};

/** How many clients always read, and how many stop. */
interface Counts {
  readonly healthyCount: number;
  readonly slowCount: number;
}

function withConnections(context: ScenarioContext, connections: number): ScenarioContext {
  return { ...context, config: { ...context.config, connections } };
}

function summedUp(
  course: SlowCourse,
  counts: Counts,
  context: ScenarioContext,
  series: LatencySeries,
): ScenarioResult {
  const { quiet, busy, elapsedMs } = course;
  return resultOf({
    name: "slow-readers",
    context,
    findings: findingsOf(course, counts),
    metrics: {
      ...busy.latency.metrics("latency", lostWhileBusy(course)),
      ...quiet.latency.metrics("quiet.latency", quiet.totals.lost),
      ...latencyRatio(course),
      ...memoryMetrics(course),
      ...accountMetrics({ totals: totalsOf(course) }, elapsedMs),
      ...generatorMetrics(worstStrain([quiet.strain, busy.strain])),
    },
    histograms: { latency: busy.latency, "quiet.latency": quiet.latency },
    series,
    events: {
      "quiet.latency": course.published[0]?.sent ?? 0,
      latency: course.published[1]?.sent ?? 0,
    },
  });
}

function findingsOf(
  { opened, published, quiet, busy, slow, flood }: SlowCourse,
  { healthyCount, slowCount }: Counts,
): Finding[] {
  const { open } = opened.slow;
  const stalled = `only ${flood.stalled} of ${counted(open, "slow reader")} fell behind`;
  return [
    ...checkOpened(opened.healthy, healthyCount),
    ...checkOpened(opened.slow, slowCount),
    ...published.flatMap(checkPublisher),
    ...checkClients({ ...busy, strain: worstStrain([quiet.strain, busy.strain]) }),
    // They read as fast as they can once they read again, so a busy process is expected.
    ...checkUntimedClients({ ...slow, foreign: 0 }),
    ...(flood.stalled < open ? [caution(stalled, "raise --size, --rate or --duration")] : []),
  ];
}

/** The account of both pools. The flood's events carry no number, so for the slow readers they are only counted. */
function totalsOf({ busy, slow, flood, opened }: SlowCourse): LedgerTotals {
  const expected = flood.events * opened.slow.open;
  const ofFlood: LedgerTotals = {
    received: Math.min(expected, slow.foreign),
    lost: Math.max(0, expected - slow.foreign),
    duplicated: Math.max(0, slow.foreign - expected),
    outOfOrder: 0,
  };
  return [slow.totals, ofFlood].reduce(addTotals, busy.totals);
}

/** What the healthy clients lost while the slow ones were stalled: the account covers both halves. */
function lostWhileBusy({ quiet, busy }: SlowCourse): number {
  return Math.max(0, busy.totals.lost - quiet.totals.lost);
}

/** How much the stalled readers slowed down the others; not reached if too much was lost. */
function latencyRatio(course: SlowCourse): Metrics {
  const quietMs = course.quiet.latency.percentileMs(99, course.quiet.totals.lost);
  const busyMs = course.busy.latency.percentileMs(99, lostWhileBusy(course));
  const ratio = quietMs === null || busyMs === null ? null : busyMs / quietMs;
  return { latency_ratio: lower(ratio, "×") };
}

function memoryMetrics({ stats, opened, flood }: SlowCourse): Metrics {
  const [start, before, stalled] = stats;
  if (start === undefined || before === undefined || stalled === undefined) return {};
  const growthKb = growthOf(before, stalled) - growthOf(start, before);
  const { open } = opened.slow;
  return {
    ...(open >= MIN_CONNECTIONS_FOR_MEMORY && {
      "server.rss_kb_per_slow_reader": lower(growthKb / open, "kB", open),
    }),
    "lagging.max": lower(stalled.lagging, "streams"),
    "flood.kb_per_slow_reader": higher(flood.bytes / 1024, "kB"),
  };
}

/** In kB, without the newest events, which the hub keeps for all: growth beyond a quiet half's is due to the slow readers. */
function growthOf(from: StatsSnapshot, to: StatsSnapshot): number {
  const rssBytes = to.process.rssBytes - from.process.rssBytes;
  return (rssBytes - (to.window.bytes - from.window.bytes)) / 1024;
}
