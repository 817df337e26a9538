/** Shared by the parts of a round: clients of one peer, and a warm-up before anything is counted. */

import { counted } from "../report/figures.ts";
import type { CountingOrder } from "../load/clients/messages.ts";
import { pause, untilReached } from "../load/time.ts";
import { writePayload } from "../load/payload.ts";
import {
  publishAll,
  Publisher,
  type PublishOrder,
  type PublishOutcome,
} from "../load/publish/publisher.ts";
import { countedLoop } from "../load/publish/schedule.ts";
import type { PoolAccount, PoolOpened } from "../load/clients/reports.ts";
import { DEFAULT_PATIENCE_MS } from "../load/options.ts";
import { type Clients, startClients as startPool } from "../load/clients/open.ts";
import type { WorkerPool } from "../load/clients/pool.ts";
import type { Transport } from "../result/result.ts";
import type { Progress, ProgressCounts } from "../report/progress-state.ts";
import type { RoundLoad } from "./load.ts";
import { type RunningServer, withTopic } from "../servers/server.ts";

/** Warm-up events: enough for code to be compiled while it runs. */
const WARM_UP_EVENTS = 20;
const WARM_UP_REST_MS = 300;

export interface PartContext {
  readonly peer: RunningServer;
  readonly transport: Transport;
  readonly load: RoundLoad;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A topic for this part only, so that no other events are counted. */
export function newTopic(): string {
  return `bench/peers/${crypto.randomUUID().slice(0, 8)}`;
}

/**
 * Runs `body` with client processes that have no clients yet, and always ends them. Without `counting` every client
 * parses its events.
 */
export async function withClients<Outcome>(
  context: PartContext,
  topic: string,
  body: (pool: WorkerPool) => Promise<Outcome>,
  counting?: CountingOrder,
): Promise<Outcome> {
  await using clients = await startClients(context, topic, counting);
  return await body(clients.pool);
}

/** Like `withClients`, but the caller disposes of them. */
export function startClients(
  { peer, transport, load, progress }: PartContext,
  topic: string,
  counting?: CountingOrder,
): Promise<Clients> {
  const options = {
    subscription: { url: withTopic(peer.eventsUrl, topic).href },
    count: load.connections,
    workers: load.workers,
    transport,
    ...(counting !== undefined && { counting }),
  };
  const show = (line: string) => progress.show(line);
  return startPool(options, { show, count: (counts) => show(stateOf(counts)) });
}

export interface OpenClients extends Clients {
  readonly opened: PoolOpened;
}

/** Like `startClients`, and opens all clients, `ratePerS` a second. */
export async function openClients(
  context: PartContext,
  topic: string,
  ratePerS: number,
  counting?: CountingOrder,
): Promise<OpenClients> {
  const clients = await startClients(context, topic, counting);
  try {
    return { ...clients, opened: await clients.pool.open(ratePerS, context.signal) };
  } catch (error) {
    await clients[Symbol.asyncDispose]();
    throw error;
  }
}

function stateOf({ open, received }: ProgressCounts): string {
  return `${open.toLocaleString("en")} open, ${counted(received, "event")} received`;
}

/** Publishes measured events to the peer over `lanes` connections. */
export function publisherTo(
  { peer, load, signal }: PartContext,
  topic: string,
  lanes: number,
  rest: Pick<PublishOrder, "firstSequence" | "onAnswered"> = {},
): Publisher {
  const bodyOf = (sequence: number, intendedMs: number) =>
    peer.publishBody(topic, writePayload({ sequence, intendedMs }, load.sizeBytes));
  return new Publisher({ address: addressOf(peer, topic), bodyOf, lanes, signal, ...rest });
}

/** Sends some events without a number, which the account counts as foreign. */
export async function warmUp({ peer, signal }: PartContext, topic: string): Promise<void> {
  // Whatever fails here will fail again for the counted events, which have an account.
  await publishAll({
    address: addressOf(peer, topic),
    bodyOf: () => peer.publishBody(topic, "warm-up"),
    lanes: 1,
    schedule: countedLoop(WARM_UP_EVENTS, () => false, signal),
    signal,
  });
  await pause(WARM_UP_REST_MS, signal);
}

function addressOf(peer: RunningServer, topic: string) {
  return { url: withTopic(peer.publishUrl, topic) };
}

/** The account without the events of `warmUp`. */
export function withoutWarmUp(account: PoolAccount, open: number): PoolAccount {
  return { ...account, foreign: Math.max(0, account.foreign - WARM_UP_EVENTS * open) };
}

/** Waits until every client has every event that was surely accepted, or no more arrive. */
export function untilDelivered(
  pool: WorkerPool,
  { sent, uncertain }: PublishOutcome,
  { load, signal }: PartContext,
): Promise<boolean> {
  const expected = (sent - uncertain.length) * load.connections;
  return untilReached(() => pool.progress.received, expected, DEFAULT_PATIENCE_MS, signal);
}
