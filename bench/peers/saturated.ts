/**
 * The second part of a round: all clients connect at once, then publishers send as fast as they are
 * answered. It tells how many connects and deliveries a second the peer comes to.
 */

import { checkClients, checkOpened, checkPublisher, type Finding } from "../scenarios/validity.ts";
import type { WorkerPool } from "../load/worker-pool.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { cpuPerDelivery, type PartOutcome } from "./calm.ts";
import { newTopic, type PartContext, untilDelivered, withClients } from "./clients.ts";
import type { RoundFigures } from "./load.ts";
import { closedLoop, publishToPeer } from "./publish.ts";
import { cpuUs } from "./usage.ts";

/** Publishers at once, each of which sends its next event when the last was answered. */
const PUBLISHERS = 50;
const LONGEST_MS = 2_000;
/** All arrivals are due within a millisecond or so: the peer and the client set the pace. */
const AT_ONCE_PER_S = 1_000_000;
/**
 * Deliveries under way beyond which publishers wait, so that none of a peer's or the kernel's memory is
 * filled for nothing. A client process reads about a million a second and, when busy, reports as seldom.
 */
const MAX_BACKLOG = 3_000_000;
const MAX_BACKLOG_EVENTS = 100;
const LOOK_MS = 10;
/** A closed loop has no times to be late for. */
const NO_SCHEDULE = new LatencyHistogram();

export interface SaturatedOutcome extends PartOutcome {
  /** CPU time of the peer over the time that it was driven: below 1 it had time left, or was given none. */
  readonly serverShare: number | undefined;
}

export function measureSaturated(context: PartContext): Promise<SaturatedOutcome> {
  const { peer, load, signal } = context;
  const topic = newTopic();
  return withClients(context, topic, async (pool) => {
    const opened = await pool.open(AT_ONCE_PER_S, signal);
    const cpuBefore = cpuUs(peer.pids);
    const startedMs = performance.now();
    const arrivals = watchArrivals(pool);
    const published = await publishAtFullSpeed(context, topic, pool);
    const steadyPerS = arrivals.stop();
    const drivenMs = performance.now() - startedMs;
    const cpuDriven = cpuUs(peer.pids);
    await untilDelivered(pool, published, context);
    const elapsedMs = performance.now() - startedMs;
    const cpuAfter = cpuUs(peer.pids);
    const account = await pool.collect(published.sent, published.uncertain);
    const { totals } = account;
    return {
      figures: {
        deliveries_per_second: steadyPerS ?? (totals.received / elapsedMs) * 1000,
        ...cpuPerDelivery("saturated.cpu_us_per_delivery", cpuBefore, cpuAfter, totals.received),
        ...connectsPerSecond(opened.open, opened.connect.percentileMs(100)),
      },
      totals,
      serverShare: shareOf(cpuBefore, cpuDriven, drivenMs),
      findings: [
        ...checkOpened(opened, load.connections),
        ...checkPublisher({ ...published, lateness: NO_SCHEDULE }),
        ...notClientTime(checkClients(account, Infinity)),
      ],
    };
  });
}

function publishAtFullSpeed({ peer, load, signal }: PartContext, topic: string, pool: WorkerPool) {
  const { connections, durationS, sizeBytes } = load;
  let answered = 0;
  const maxBacklog = Math.max(MAX_BACKLOG, MAX_BACKLOG_EVENTS * connections);
  const isBehind = () => answered * connections - pool.progress.received > maxBacklog;
  const schedule = closedLoop(Math.min(LONGEST_MS, durationS * 1000), isBehind, signal);
  return publishToPeer(
    { peer, topic, sizeBytes, publishers: PUBLISHERS, schedule, signal },
    () => (answered += 1),
  );
}

/**
 * Deliveries a second between the first and the last report of the clients meanwhile: neither the start
 * nor the wait for the last report is in it. `undefined` when there were fewer than two.
 */
function watchArrivals(pool: WorkerPool): { stop(): number | undefined } {
  let first: readonly [ms: number, received: number] | undefined;
  let last = first;
  const look = () => {
    const { received } = pool.progress;
    if (received === (last?.[1] ?? 0)) return;
    last = [performance.now(), received];
    first ??= last;
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    stop() {
      clearInterval(timer);
      if (first === undefined || last === undefined || last[0] === first[0]) return undefined;
      return ((last[1] - first[1]) / (last[0] - first[0])) * 1000;
    },
  };
}

/** `lastMs` is from when all were due until the last was open. */
function connectsPerSecond(open: number, lastMs: number | null): RoundFigures {
  return lastMs === null ? {} : { connects_per_second: (open / lastMs) * 1000 };
}

function shareOf(
  beforeUs: number | undefined,
  afterUs: number | undefined,
  elapsedMs: number,
): number | undefined {
  if (beforeUs === undefined || afterUs === undefined) return undefined;
  return (afterUs - beforeUs) / 1000 / elapsedMs;
}

/** A client that is busy or stands still under full load is no fault here: `serverShare` tells whether it set the rate. */
function notClientTime(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ isInvalid }) => !isInvalid);
}
