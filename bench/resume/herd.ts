/**
 * A herd: all clients lose their streams with their hub, miss events, and reconnect to read them while others are
 * live on another topic. The latter's latency is compared with a quiet period before.
 */

import { constantPacer, countedPacer } from "../load/pacer.ts";
import { untilReached, wallMs } from "../load/time.ts";
import type { PoolAccount, PoolOpened } from "../load/clients/reports.ts";
import type { PublishOutcome } from "../load/publish/publisher.ts";
import { newTopic, publishSteadily, untilDelivered, withClients } from "../scenarios/clients.ts";
import { lengthOf } from "../scenarios/result.ts";
import { restartBy, type ScenarioContext } from "../scenarios/scenario.ts";
import type { LatencyHistogram } from "../stats/latency.ts";

/** Clients of the other topic. */
const LIVE = 100;
/** So that every client has a position to resume from. */
const EVENTS_BEFORE = 10;
/** Publish rate while no client is connected, faster than any client reconnects. */
const MISSED_PER_S = 10_000;
/** Twice per second, for which the hub reports. */
const LOOK_MS = 500;
/**
 * A process that has just started is slow for a moment, with or without a herd; the first clients are back after a
 * second.
 */
const WARM_UP_S = 0.5;
const GIVE_UP_MS = 30_000;

export interface LiveOutcome {
  readonly latency: LatencyHistogram;
  readonly events: number;
  readonly lost: number;
  /** How long the live clients waited for a core: the part of their latency that is not the hub's. */
  readonly waitedMs: number;
}

export interface HerdOutcome {
  readonly opened: PoolOpened;
  readonly account: PoolAccount;
  readonly published: readonly PublishOutcome[];
  /** From the first publish to the last delivery. */
  readonly elapsedMs: number;
  /**
   * From the end of the hub until it listened again, and until all clients had everything they missed, within a
   * quarter of a second; `null` if some never had.
   */
  readonly restartedMs: number;
  readonly caughtUpMs: number | null;
  readonly live: LiveOutcome;
  /** The hub's longest timer lag meanwhile; absent if it does not report it. */
  readonly serverLagMs: number | undefined;
}

/** Latencies of some live clients, alone or while `meanwhile` runs. */
export function measureLive(
  context: ScenarioContext,
  durationS = context.config.durationS,
): Promise<LiveOutcome> {
  const config = { ...context.config, durationS, connections: LIVE, workers: 1 };
  const topic = newTopic("resume/live");
  // Its counts would be mistaken for the herd's.
  const progress = { show: () => {} };
  return withClients({ ...context, config, progress }, topic, async (pool) => {
    await pool.open(LIVE * 10, context.signal);
    const pacer = constantPacer(config.rate, config.durationS * 1000);
    const { sent, uncertain } = await publishSteadily({ ...context, progress }, topic, { pacer });
    await untilDelivered(pool, (sent - uncertain.length) * LIVE, { ...context, progress });
    const { latency, totals, waitedMs } = await pool.collect(sent, uncertain);
    return { latency, lost: totals.lost, events: sent, waitedMs };
  });
}

export function runHerd(context: ScenarioContext, missed: number): Promise<HerdOutcome> {
  const topic = newTopic("resume/herd");
  return withClients(context, topic, async (pool) => {
    const opened = await pool.open(context.rampPerS, context.signal);
    pool.giveWay();
    const startedMs = wallMs();
    const before = await publishSteadily(context, topic, {
      pacer: countedPacer(MISSED_PER_S, EVENTS_BEFORE),
    });
    await untilDelivered(pool, sureOf([before]) * opened.open, context);
    context.progress.show("restarting the hub");
    await pool.awaitLoss();
    const endedMs = performance.now();
    await context.target.restart?.(restartBy(context.cutBy));
    const restartedMs = performance.now() - endedMs;
    const during = await publishSteadily(context, topic, {
      pacer: countedPacer(MISSED_PER_S, missed),
      firstSequence: before.sent + 1,
    });
    await measureLive(context, WARM_UP_S);
    const living = measureLive(context);
    const lag = watchServerLag(context);
    const published = [before, during];
    context.progress.show("the herd comes back");
    const expected = sureOf(published) * opened.open;
    const received = () => pool.progress.received;
    const isCaughtUp = await untilReached(received, expected, GIVE_UP_MS, context.signal);
    const caughtUpMs = isCaughtUp ? performance.now() - endedMs : null;
    const live = await living;
    const serverLagMs = await lag.stop();
    const sent = before.sent + during.sent;
    const account = await pool.collect(
      sent,
      published.flatMap(({ uncertain }) => uncertain),
    );
    const elapsedMs = lengthOf(account, startedMs);
    return { opened, account, published, elapsedMs, restartedMs, caughtUpMs, live, serverLagMs };
  });
}

/** Polls the hub's statistics. */
function watchServerLag({ target }: ScenarioContext): { stop(): Promise<number | undefined> } {
  const lags: number[] = [];
  const look = async () => {
    const stats = await target.readStats();
    if (stats !== undefined) lags.push(stats.process.eventLoopLagMs);
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await look();
      return lags.length === 0 ? undefined : Math.max(...lags);
    },
  };
}

function sureOf(published: readonly PublishOutcome[]): number {
  return published.reduce((sum, { sent, uncertain }) => sum + sent - uncertain.length, 0);
}
