/** The course of `slow-readers`: a quiet half, then one in which the whole slow pool has stopped reading. */

import type { StatsSnapshot } from "#protocol";
import { constantPacer } from "../load/pacer.ts";
import type { PoolAccount, PoolOpened } from "../load/clients/reports.ts";
import type { PublishOutcome } from "../load/publish/publisher.ts";
import type { WorkerPool } from "../load/clients/pool.ts";
import { type Flood, flood, floodNobody } from "./flood.ts";
import { wallMs } from "../load/time.ts";
import { newTopic, publishSteadily, untilDelivered } from "./clients.ts";
import { lengthOf } from "./result.ts";
import type { ScenarioContext } from "./scenario.ts";

export interface SlowOrder {
  readonly context: ScenarioContext;
  /** Clients that always read, subscribed to the topic `all`. */
  readonly healthy: WorkerPool;
  /** Clients that stop reading, subscribed to both topics. */
  readonly slow: WorkerPool;
  readonly topics: { readonly all: string; readonly flood: string };
}

export interface SlowCourse {
  readonly opened: { readonly healthy: PoolOpened; readonly slow: PoolOpened };
  readonly published: readonly PublishOutcome[];
  readonly flood: Flood;
  /** The healthy clients' account after each half, with the latencies of that half. */
  readonly quiet: PoolAccount;
  readonly busy: PoolAccount;
  /** The slow clients' account after they have read everything. */
  readonly slow: PoolAccount;
  /** Before the quiet half, after it, and while the slow readers are stalled. */
  readonly stats: readonly (StatsSnapshot | undefined)[];
  /** The warm-up, the two halves and the catching up, each to its last delivery. */
  readonly elapsedMs: number;
}

export async function runSlowCourse(order: SlowOrder): Promise<SlowCourse> {
  const { context, healthy, slow, topics } = order;
  const { target, config, rampPerS, progress, signal } = context;
  const opened = {
    healthy: await healthy.open(rampPerS, signal),
    slow: await slow.open(rampPerS, signal),
  };
  await floodNobody(target, newTopic("slow-readers/nobody"), signal);
  const warmUpMs = wallMs();
  const warmUp = await publishUntimed(order, opened);
  const warm = await collectAfter(healthy, [warmUp]);
  const start = await target.readStats();
  await healthy.timeFromNow();
  const startedMs = wallMs();
  const half = (config.durationS * 1000) / 2;
  const first = await publishFor(half, order, warmUp.sent + 1);
  await untilAllHave(order, opened, [warmUp, first], [healthy, slow]);
  const quiet = await collectAfter(healthy, [warmUp, first]);
  const quietMs = lengthOf(warm, warmUpMs) + lengthOf(quiet, startedMs);
  const before = await target.readStats();

  const pausedMs = wallMs();
  slow.pause(100);
  progress.show("filling the buffers of the stopped readers");
  const flooded = await flood(target, topics.flood, opened.slow.open, signal);
  const second = await publishFor(half, order, warmUp.sent + first.sent + 1);
  const published = [warmUp, first, second];
  await untilAllHave(order, opened, published, [healthy]);
  const busy = await collectAfter(healthy, published);
  const busyMs = lengthOf(busy, pausedMs);
  const stalled = await target.readStats();

  const resumedMs = wallMs();
  slow.resume();
  await untilAllHave(order, opened, published, [slow]);
  const caughtUp = await collectAfter(slow, published);
  return {
    opened,
    published,
    flood: flooded,
    quiet,
    busy,
    slow: caughtUp,
    stats: [start, before, stalled],
    elapsedMs: quietMs + busyMs + lengthOf(caughtUp, resumedMs),
  };
}

function publishFor(ms: number, { context, topics }: SlowOrder, firstSequence = 1) {
  const pacer = constantPacer(context.config.rate, ms);
  return publishSteadily(context, topics.all, { pacer, firstSequence });
}

/** The warm-up: accounted for, but not timed. */
async function publishUntimed(order: SlowOrder, opened: SlowCourse["opened"]) {
  const { context, healthy, slow } = order;
  healthy.timeFrom(Infinity);
  const published = await publishFor((context.config.warmupS ?? 0) * 1000, order);
  await untilAllHave(order, opened, [published], [healthy, slow]);
  return published;
}

function collectAfter(
  pool: WorkerPool,
  published: readonly PublishOutcome[],
): Promise<PoolAccount> {
  return pool.collect(
    published.reduce((sum, { sent }) => sum + sent, 0),
    published.flatMap(({ uncertain }) => uncertain),
  );
}

async function untilAllHave(
  { context, healthy }: SlowOrder,
  opened: SlowCourse["opened"],
  published: readonly PublishOutcome[],
  pools: readonly WorkerPool[],
): Promise<void> {
  const sure = published.reduce((sum, half) => sum + half.sent - half.uncertain.length, 0);
  for (const pool of pools) {
    const { open } = pool === healthy ? opened.healthy : opened.slow;
    await untilDelivered(pool, sure * open, context);
  }
}
