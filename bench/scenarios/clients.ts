/** Clients of one or more topics, and a steady stream of events for them. */

import { startClients } from "../load/clients/open.ts";
import type { CountingOrder, Subscription } from "../load/clients/messages.ts";
import type { PoolOptions, WorkerPool } from "../load/clients/pool.ts";
import type { Pacer } from "../load/pacer.ts";
import { pacerOf } from "../load/pattern.ts";
import { writePayload } from "../load/payload.ts";
import { publishAll, type PublishOutcome } from "../load/publish/publisher.ts";
import { paced } from "../load/publish/schedule.ts";
import { untilReached } from "../load/time.ts";
import { subscribeUrl } from "../servers/target.ts";
import { LatencySeries } from "../stats/series.ts";
import type { ScenarioContext } from "./scenario.ts";

/** A topic for this run only, so that no other events are counted. */
export function newTopic(scenario: string): string {
  return `bench/${scenario}/${crypto.randomUUID().slice(0, 8)}`;
}

/**
 * Runs `body` with client processes for these topics, and always ends them. Without `counting` every client parses
 * its events.
 */
export async function withClients<Outcome>(
  context: ScenarioContext,
  topics: string | readonly string[],
  body: (pool: WorkerPool, series: LatencySeries) => Promise<Outcome>,
  counting?: CountingOrder,
): Promise<Outcome> {
  const series = new LatencySeries();
  const subscription = subscriptionOf(context, { topics: [topics].flat() });
  const { connections: count } = context.config;
  await using clients = await openClients(context, { subscription, count, counting }, series);
  return await body(clients.pool, series);
}

/** One value for all clients, or a function that gives each its own. */
export type OfEach<Value> = Value | ((client: number) => Value);

export interface Wishes {
  readonly topics: OfEach<readonly string[]>;
  readonly headers?: OfEach<Readonly<Record<string, string>>> | undefined;
  readonly tracks?: (topics: readonly string[]) => readonly number[];
}

/** The clients' subscriptions: a single one if all are alike. */
export function subscriptionOf(
  { target, transport, tokens }: ScenarioContext,
  { topics, headers = {}, tracks }: Wishes,
): OfEach<Subscription> {
  const of = (client: number): Subscription => {
    const own = valueFor(topics, client);
    const token = tokens?.[client % tokens.length];
    const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    return {
      url: subscribeUrl(target, own, transport),
      headers: { ...authorization, ...valueFor(headers, client) },
      ...(tracks !== undefined && { tracks: tracks(own) }),
    };
  };
  const isOfEach = [topics, headers].some((value) => typeof value === "function");
  return tokens !== undefined || isOfEach ? of : of(0);
}

export function valueFor<Value extends object>(value: OfEach<Value>, client: number): Value {
  return typeof value === "function" ? value(client) : value;
}

/** Starts the client processes and opens their clients; latencies are added to the series. */
export function openClients(
  { target, config, transport, progress }: ScenarioContext,
  options: Pick<PoolOptions, "subscription" | "count" | "loads" | "stages" | "counting">,
  series: LatencySeries,
) {
  progress.show("opening clients");
  return startClients(
    {
      ...options,
      access: target.access,
      transport,
      workers: config.workers,
      onLatency: (latency, atMs) => {
        series.add(latency, atMs);
        progress.add?.(latency);
      },
    },
    progress,
  );
}

export interface SteadyChanges {
  /** The number of the first event; default 1. */
  readonly firstSequence?: number;
  /** Default: the configured rate for the configured time. */
  readonly pacer?: Pacer;
}

/** Publishes at the configured rate for the configured time, unless `changes` says otherwise. */
export function publishSteadily(
  { target, config, pattern, cutBy, progress, signal }: ScenarioContext,
  topic: string,
  { firstSequence = 1, pacer = pacerOf(pattern) }: SteadyChanges = {},
): Promise<PublishOutcome> {
  progress.show("publishing");
  return publishAll({
    address: { url: target.eventsUrl, ...target.access },
    bodyOf: (sequence, intendedMs) =>
      JSON.stringify({ topic, data: writePayload({ sequence, intendedMs }, config.sizeBytes) }),
    firstSequence,
    schedule: paced(pacer, signal),
    waitsForServer: cutBy !== "client",
    signal,
  });
}

/** Waits until the clients have received this many events in total, or no more arrive. */
export async function untilDelivered(
  pool: Pick<WorkerPool, "progress">,
  expected: number,
  { progress, patienceMs, signal }: ScenarioContext,
  quietMs = patienceMs,
): Promise<void> {
  progress.show("waiting for the last deliveries");
  await untilReached(() => pool.progress.received, expected, quietMs, signal);
}
