/** One step at full speed: a number of publishers against one peer, and the result. */

import type { PublishOutcome } from "../load/publish/publisher.ts";
import { untilReached } from "../load/time.ts";
import type { WorkerPool } from "../load/clients/pool.ts";
import { cpuPerDelivery } from "./calm.ts";
import { DEFAULT_PATIENCE_MS } from "../load/options.ts";
import { type PartContext, publisherTo } from "./clients.ts";
import { type CoreShares, sharesOf, usageOf } from "./core-use.ts";
import type { RoundFigures } from "./figures.ts";
import { closedLoop } from "../load/publish/schedule.ts";

const LONGEST_MS = 2_000;
/**
 * Publishers wait while more deliveries than this are in flight, which would only fill the memory of the peer
 * and the kernel.
 */
const MAX_BACKLOG = 3_000_000;
const MAX_BACKLOG_EVENTS = 100;
/** How many deliveries may be in flight. */
export const maxBacklog = (connections: number): number =>
  Math.max(MAX_BACKLOG, MAX_BACKLOG_EVENTS * connections);
const LOOK_MS = 10;

export interface Step {
  readonly figures: RoundFigures;
  readonly shares: CoreShares;
  readonly published: PublishOutcome;
}

export interface StepOrder {
  readonly topic: string;
  /** How many publish at once; each sends its next event when the last is answered. */
  readonly publishers: number;
  readonly firstSequence: number;
}

export async function runStep(
  context: PartContext,
  pool: WorkerPool,
  order: StepOrder,
): Promise<Step> {
  const { peer, load, signal } = context;
  const receivedBefore = pool.progress.received;
  const before = usageOf(peer.pids(), pool.pids);
  const arrivals = watchArrivals(pool);
  const published = await publishAtFullSpeed(context, order, pool);
  const steadyPerS = arrivals.stop();
  const driven = usageOf(peer.pids(), pool.pids);
  const sure = (published.sent - published.uncertain.length) * load.connections;
  await untilReached(
    () => pool.progress.received,
    receivedBefore + sure,
    DEFAULT_PATIENCE_MS,
    signal,
  );
  const after = usageOf(peer.pids(), pool.pids);
  const received = pool.progress.received - receivedBefore;
  return {
    figures: {
      deliveries_per_second: steadyPerS ?? (received / (after.atMs - before.atMs)) * 1000,
      ...cpuPerDelivery("saturated.cpu_us_per_delivery", before.serverUs, after.serverUs, received),
      ...perCpuSecond(before.serverUs, after.serverUs, received),
    },
    shares: sharesOf([[before, driven]]),
    published,
  };
}

async function publishAtFullSpeed(
  context: PartContext,
  { topic, publishers, firstSequence }: StepOrder,
  pool: WorkerPool,
): Promise<PublishOutcome> {
  const { connections, durationS } = context.load;
  let answered = pool.progress.received;
  const limit = maxBacklog(connections);
  const isBehind = () => answered - pool.progress.received > limit;
  const onAnswered = () => (answered += connections);
  using publisher = publisherTo(context, topic, publishers, { firstSequence, onAnswered });
  const lengthMs = Math.min(LONGEST_MS, durationS * 1000);
  await publisher.publish(closedLoop(lengthMs, isBehind, context.signal));
  return publisher.outcome();
}

/**
 * Deliveries per second between the first and the last report of the clients in that time, which leaves out the
 * start and the wait for the last report. `undefined` with fewer than two reports.
 */
function watchArrivals(pool: WorkerPool): { stop(): number | undefined } {
  let first: readonly [ms: number, received: number] | undefined;
  let last: readonly [ms: number, received: number] = [0, pool.progress.received];
  const look = () => {
    const { received } = pool.progress;
    if (received === last[1]) return;
    last = [performance.now(), received];
    first ??= last;
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    stop() {
      clearInterval(timer);
      if (first === undefined || last[0] === first[0]) return undefined;
      return ((last[1] - first[1]) / (last[0] - first[0])) * 1000;
    },
  };
}

/** What the server would reach with one whole core. */
function perCpuSecond(
  beforeUs: number | undefined,
  afterUs: number | undefined,
  deliveries: number,
): RoundFigures {
  if (beforeUs === undefined || afterUs === undefined || afterUs <= beforeUs) return {};
  return { "saturated.deliveries_per_cpu_second": (deliveries / (afterUs - beforeUs)) * 1e6 };
}
