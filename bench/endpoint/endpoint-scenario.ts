/**
 * Any endpoint, with only its address known: how soon and how steadily events arrive, how far apart the same event is
 * at two clients, and what is lost and repeated when connections are cut halfway.
 */

import { patientPause, pause, untilReached, wallMs } from "../load/time.ts";
import type { Target } from "../servers/target.ts";
import type { Metrics } from "../result/result.ts";
import { resultOf } from "../scenarios/result.ts";
import type { Scenario, ScenarioContext } from "../scenarios/scenario.ts";
import type { Finding } from "../load/validity.ts";
import type { LatencyHistogram } from "../stats/latency.ts";
import { type ClockOffset, estimateOffset, SAME_CLOCK } from "./clock-offset.ts";
import { EndpointClients } from "./endpoint-clients.ts";
import type { EndpointRecord } from "./endpoint-record.ts";
import { type EndpointFigures, metricsOf, type Vanished } from "./figures.ts";
import { ProcessWatch } from "../load/process-watch.ts";
import { isOwnMachine } from "../client/index.ts";
import { OPEN_ACCESS } from "../load/access.ts";
import { constantPacer } from "../load/pacer.ts";
import { publishAll, type PublishOutcome } from "../load/publish/publisher.ts";
import { paced } from "../load/publish/schedule.ts";
import { addressOf, type PublishSpec } from "./publish-template.ts";
import { gatheringOf } from "./rhythm.ts";
import { ownStamp, stampAt, writeStamp } from "./stamp.ts";
import { findingsOf } from "./warnings.ts";

export interface EndpointOptions {
  /** Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Accepts any certificate. Default: false. */
  readonly isInsecure?: boolean | undefined;
  /** Publishes the bench's events at the configured rate. Default: only the stream's own. */
  readonly publish?: PublishSpec | undefined;
  /** Path into JSON data to an event's creation time. Default: none. */
  readonly timestampPath?: string | undefined;
}

/** Gives up on cut clients that have not come back after this long. */
const GIVE_UP_MS = 10_000;
/** How long to wait for the next of the bench's own events that have not come yet. */
const LATE_MS = 2_000;
/** How long to wait for the last events. */
const SETTLE_MS = 500;
const SHOW_MS = 500;

export function endpointScenario(options: EndpointOptions = {}): Scenario {
  const isPublishing = options.publish !== undefined;
  return {
    name: "endpoint",
    summary:
      "measures any SSE endpoint at --url: steadiness, skew, loss, and resuming after a forced cut",
    defaults: {
      connections: 20,
      rate: isPublishing ? 5 : 0,
      durationS: 10,
      sizeBytes: isPublishing ? 100 : 0,
    },
    run: async (context) =>
      resultOf({ name: "endpoint", context, ...(await measureEndpoint(options, context)) }),
  };
}

/** A target known only by its address. */
export function endpointTarget(url: URL): Target {
  return {
    name: url.href,
    eventsUrl: url,
    access: OPEN_ACCESS,
    readStats: () => Promise.resolve(undefined),
    stop: () => Promise.resolve(),
  };
}

/** The part of a run's context that it needs. */
export type EndpointContext = Pick<
  ScenarioContext,
  "target" | "config" | "rampPerS" | "progress" | "signal"
>;

export interface EndpointOutcome {
  readonly findings: readonly Finding[];
  readonly metrics: Metrics;
  readonly histograms: Readonly<Record<string, LatencyHistogram>>;
  readonly events: Readonly<Record<string, number>>;
}

/** Opens the clients, cuts half of them halfway, and returns the result. */
export async function measureEndpoint(
  options: EndpointOptions,
  context: EndpointContext,
): Promise<EndpointOutcome> {
  const word = `bench-${crypto.randomUUID().slice(0, 8)}`;
  const clients = clientsOf(options, context, word);
  context.progress.show("opening clients");
  const showing = setInterval(() => showProgress(context, clients), SHOW_MS);
  using watch = new ProcessWatch();
  try {
    await clients.open(context.signal);
    watch.take();
    context.progress.show("listening");
    context.progress.expect?.(context.config.durationS * 1_000);
    const clock = clockOf(options, context, clients);
    const startedAtMs = wallMs();
    clients.record.start(startedAtMs, clock);
    const publishing = publishOwn(options, context, clients, word);
    const cutCount = await cutHalfway(clients, context);
    const published = await publishing;
    const publishedToMs = wallMs();
    await untilArrived(options, published, clients.record, context.signal);
    await untilReached(() => clients.record.recovered, cutCount, GIVE_UP_MS, context.signal);
    const endedAtMs = wallMs();
    await untilSettled(endedAtMs, clients, context);
    clients.record.rhythm.end(published === undefined ? endedAtMs : publishedToMs);
    return outcomeOf(clients, {
      record: clients.record,
      totals: clients.record.book.totals(endedAtMs - pendingMs(clients)),
      clients: context.config.connections,
      openedCount: clients.openedCount,
      gaveUpCount: clients.gaveUpCount,
      cutCount,
      measuredMs: measuredTo(published, publishedToMs, clients.record) - startedAtMs,
      published,
      vanished: vanishedOf(options, published, clients),
      clock,
      strain: watch.take(),
    });
  } finally {
    clearInterval(showing);
    showProgress(context, clients);
    clients.close();
  }
}

/** Late events are not lost: waits until all have come, or none has for a while. */
async function untilArrived(
  { timestampPath }: EndpointOptions,
  published: PublishOutcome | undefined,
  { sequences }: EndpointRecord,
  signal: AbortSignal,
): Promise<void> {
  if (published === undefined || timestampPath !== undefined) return;
  const accepted = published.sent - published.uncertain.length;
  await untilReached(() => sequences.size, accepted, LATE_MS, signal);
}

/** A client that is away has yet to ask for what it missed. */
async function untilSettled(
  endedAtMs: number,
  clients: EndpointClients,
  { config, signal }: EndpointContext,
): Promise<void> {
  const present = () => clients.presentSince(endedAtMs);
  await untilReached(present, config.connections, GIVE_UP_MS, signal);
  await patientPause(SETTLE_MS, signal);
}

/** Waiting for what never comes is no part of the rates. */
function measuredTo(
  published: PublishOutcome | undefined,
  publishedToMs: number,
  { lastDeliveryAtMs }: EndpointRecord,
): number {
  return published === undefined ? wallMs() : Math.max(publishedToMs, lastDeliveryAtMs);
}

function clientsOf(
  { headers = {}, isInsecure = false, publish, timestampPath }: EndpointOptions,
  { target, config, rampPerS }: EndpointContext,
  word: string,
): EndpointClients {
  const readStamp = publish === undefined ? undefined : ownStamp(word);
  return new EndpointClients({
    url: target.eventsUrl,
    headers,
    isInsecure,
    rampPerS,
    clients: config.connections,
    isToBeCut: (client) => client % 2 === 1,
    readStamp: timestampPath === undefined ? readStamp : stampAt(timestampPath),
  });
}

/** The bench's own stamps are by this machine's clock; others may not be. */
function clockOf(
  { publish, timestampPath }: EndpointOptions,
  { target }: EndpointContext,
  { dates }: EndpointClients,
): ClockOffset | undefined {
  if (timestampPath === undefined) return publish && SAME_CLOCK;
  return isOwnMachine(target.eventsUrl.hostname) ? SAME_CLOCK : estimateOffset(dates);
}

function publishOwn(
  { publish }: EndpointOptions,
  { config, signal }: EndpointContext,
  { record: { published } }: EndpointClients,
  word: string,
): Promise<PublishOutcome | undefined> {
  if (publish === undefined) return Promise.resolve(undefined);
  const { rate, durationS, sizeBytes } = config;
  return publishAll({
    address: addressOf(publish),
    bodyOf: (n, intendedMs) => {
      published.sent(n, wallMs());
      const data = writeStamp(word, n, intendedMs, sizeBytes);
      return publish.template.bodyOf({ data, id: `${word}-${n}`, n });
    },
    onAnswered: (n) => published.accepted(n, wallMs()),
    schedule: paced(constantPacer(rate, durationS * 1_000), signal),
    signal,
  });
}

async function cutHalfway(
  clients: EndpointClients,
  { config, signal }: EndpointContext,
): Promise<number> {
  const halfMs = (config.durationS * 1_000) / 2;
  await pause(halfMs, signal);
  const cutCount = signal.aborted ? 0 : clients.cut();
  await pause(halfMs, signal);
  return cutCount;
}

/** With a buffer on the way, the last events that some clients have are still in it for others. */
function pendingMs({ record }: EndpointClients): number {
  return 2 * (gatheringOf(record.rhythm.bursts)?.everyMs ?? 0);
}

function vanishedOf(
  { timestampPath }: EndpointOptions,
  published: PublishOutcome | undefined,
  { record, openedCount, uncutCount, cutAtMs }: EndpointClients,
): Vanished {
  // With someone else's stamps, the bench's own events cannot be told from the rest.
  const isUnreadable = timestampPath !== undefined && record.deliveries > 0;
  if (published === undefined || isUnreadable) return { events: 0, timed: 0 };
  const uncertain = new Set(published.uncertain);
  const sent = Array.from({ length: published.sent }, (_, index) => index + 1);
  const gone = sent.filter((number) => !uncertain.has(number) && !record.sequences.has(number));
  const timed = gone.map((number) =>
    (record.published.sentAtMs(number) ?? 0) < cutAtMs ? openedCount : uncutCount,
  );
  return { events: gone.length, timed: timed.reduce((sum, clients) => sum + clients, 0) };
}

function outcomeOf({ firstHead }: EndpointClients, figures: EndpointFigures): EndpointOutcome {
  const { connect, firstByte, firstEvent, skew, recovery, latency, rhythm } = figures.record;
  const { interval } = rhythm;
  const all = { connect, first_byte: firstByte, first_event: firstEvent, interval, skew };
  return {
    findings: findingsOf(figures, firstHead),
    metrics: metricsOf(figures),
    histograms: { ...all, recovery, latency },
    events: { latency: figures.totals.events, skew: figures.totals.events },
  };
}

function showProgress({ progress, config }: EndpointContext, clients: EndpointClients): void {
  const { openCount: open, failedCount: failed, record } = clients;
  const { deliveries: received, recovered } = record;
  progress.count?.({ connections: config.connections, open, failed, recovered, received });
  progress.add?.(record.recentLatency);
  record.recentLatency.reset();
}
