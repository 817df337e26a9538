/**
 * The first part of a round: events one at a time, slowly enough that every peer is idle between two. It
 * tells what a delivery costs, how late it is, and what an open connection weighs.
 */

import { constantPacer } from "../load/pacer.ts";
import type { LatencyHistogram } from "../stats/latency.ts";
import type { LedgerTotals } from "../stats/ledger.ts";
import { checkClients, checkOpened, checkPublisher, type Finding } from "../scenarios/validity.ts";
import {
  newTopic,
  type PartContext,
  untilDelivered,
  warmUp,
  withClients,
  withoutWarmUp,
} from "./clients.ts";
import { MIN_CONNECTIONS_FOR_MEMORY, type RoundFigures } from "./load.ts";
import { paced, publishToPeer } from "./publish.ts";
import { cpuUs, rssBytes } from "./usage.ts";

/** Enough that a peer which answers late still gets its events on time. */
const PUBLISHERS = 50;
/** From here on the steps of the system's count are at most 5 %. */
const MIN_CPU_MS = 200;

export interface PartOutcome {
  readonly figures: RoundFigures;
  readonly totals: LedgerTotals;
  readonly findings: readonly Finding[];
}

export interface CalmOutcome extends PartOutcome {
  readonly latency: LatencyHistogram;
}

export function measureCalm(context: PartContext): Promise<CalmOutcome> {
  const { peer, load, signal } = context;
  const topic = newTopic();
  return withClients(context, topic, async (pool) => {
    const rssBefore = rssBytes(peer.pids);
    const opened = await pool.open(load.rampPerS, signal);
    const rssAfter = rssBytes(peer.pids);
    await warmUp(context, topic);
    const cpuBefore = cpuUs(peer.pids);
    const startedMs = performance.now();
    const published = await publishPaced(context, topic);
    await untilDelivered(pool, published, context);
    const cpuAfter = cpuUs(peer.pids);
    const elapsedMs = performance.now() - startedMs;
    const account = withoutWarmUp(
      await pool.collect(published.sent, published.uncertain),
      opened.open,
    );
    const { totals, latency } = account;
    return {
      figures: {
        ...cpuPerDelivery("server.cpu_us_per_delivery", cpuBefore, cpuAfter, totals.received),
        ...percentile("latency.p50_ms", latency.percentileMs(50, totals.lost)),
        ...percentile("latency.p99_ms", latency.percentileMs(99, totals.lost)),
        ...memoryPerConnection(rssBefore, rssAfter, opened.open),
      },
      totals,
      latency,
      findings: [
        ...checkOpened(opened, load.connections),
        ...checkPublisher(published),
        ...checkClients(account, elapsedMs),
        ...checkCpuCount(cpuBefore, cpuAfter),
      ],
    };
  });
}

function publishPaced({ peer, load, signal }: PartContext, topic: string) {
  const pacer = constantPacer(load.rate, load.durationS * 1000);
  const { sizeBytes } = load;
  const schedule = paced(pacer, signal);
  return publishToPeer({ peer, topic, sizeBytes, publishers: PUBLISHERS, schedule, signal });
}

export function cpuPerDelivery(
  name: "server.cpu_us_per_delivery" | "saturated.cpu_us_per_delivery",
  beforeUs: number | undefined,
  afterUs: number | undefined,
  deliveries: number,
): RoundFigures {
  if (beforeUs === undefined || afterUs === undefined || deliveries === 0) return {};
  return { [name]: (afterUs - beforeUs) / deliveries };
}

/** The system counts CPU time in steps of 10 ms, and rounds both ends. */
function checkCpuCount(beforeUs: number | undefined, afterUs: number | undefined): Finding[] {
  if (beforeUs === undefined || afterUs === undefined) return [];
  const usedMs = (afterUs - beforeUs) / 1000;
  if (usedMs >= MIN_CPU_MS) return [];
  const warning =
    `the server used only ${usedMs} ms of CPU time, which is counted in steps of 10 ms: ` +
    "raise --connections or --duration";
  return [{ isInvalid: false, warning }];
}

function percentile(
  name: "latency.p50_ms" | "latency.p99_ms",
  valueMs: number | null,
): RoundFigures {
  return valueMs === null ? {} : { [name]: valueMs };
}

function memoryPerConnection(
  before: number | undefined,
  after: number | undefined,
  connections: number,
): RoundFigures {
  if (before === undefined || after === undefined) return {};
  if (connections < MIN_CONNECTIONS_FOR_MEMORY) return {};
  return { "server.rss_kb_per_connection": (after - before) / 1024 / connections };
}
