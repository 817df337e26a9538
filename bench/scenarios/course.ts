/**
 * The course of a scenario: clients open, loads publish to them while the steps run, and then it waits for all
 * outstanding deliveries. Every event is accounted for at every client that should get it.
 */

import type { ClientStage } from "../load/clients/messages.ts";
import type { WorkerPool } from "../load/clients/pool.ts";
import {
  mergeAccounts,
  mergedLatency,
  mergeOpened,
  type PoolAccount,
  type PoolOpened,
  sumByReason,
  total,
} from "../load/clients/reports.ts";
import { type Pacer, warmedUp } from "../load/pacer.ts";
import { writePayload } from "../load/payload.ts";
import { publishAll, type PublishOutcome } from "../load/publish/publisher.ts";
import { paced } from "../load/publish/schedule.ts";
import { Tracks } from "../load/publish/tracks.ts";
import { pause, wallMs } from "../load/time.ts";
import {
  asWarnings,
  caution,
  checkClients,
  checkOpened,
  checkOpening,
  checkPublisher,
  type Finding,
  invalid,
} from "../load/validity.ts";
import { counted } from "../report/figures.ts";
import type { Metrics } from "../result/result.ts";
import { LatencySeries } from "../stats/series.ts";
import { openClients, type OfEach, subscriptionOf, untilDelivered, valueFor } from "./clients.ts";
import { lengthOf } from "./result.ts";
import type { ScenarioContext } from "./scenario.ts";
import { serverCost, untilSettled, watchIdle } from "./server-cost.ts";
import { Steps } from "./steps.ts";

/** If the number of expected deliveries is unknown, they are over after none has arrived for this long. */
const NO_MORE_MS = 2_000;

export interface ClientsPlan {
  readonly count: number;
  readonly topics: OfEach<readonly string[]>;
  /** Default: only the headers of every request. */
  readonly headers?: OfEach<Readonly<Record<string, string>>> | undefined;
  readonly rampPerS: number;
  /** How many clients there are over time, from the end of the warm-up on. Default: `count`, before the first publish. */
  readonly stages?: readonly ClientStage[] | undefined;
}

export interface LoadPlan {
  /** The topic of event number `event`, from 0. Default: each of the clients' topics in turn. */
  readonly topicOf?: ((event: number) => string) | undefined;
  readonly pacer: Pacer;
  readonly sizeBytes: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface Course {
  readonly clients: readonly ClientsPlan[];
  readonly loads: readonly LoadPlan[];
  /** Default: nothing. */
  readonly steps?: ((steps: Steps) => Promise<void> | void) | undefined;
  /** Once all events are delivered: what it costs the server is not charged to the deliveries. Default: nothing. */
  readonly afterwards?: ((steps: Steps) => Promise<unknown>) | undefined;
  /** Whether other courses use the same server: then nothing is said about the memory of connections. Default: no. */
  readonly sharesServer?: boolean | undefined;
}

/** The raw results of the course. */
export interface CourseRun {
  /** The clients that opened before the first publish. */
  readonly opened: PoolOpened;
  /** The outcome of all loads together, and of each. */
  readonly published: Omit<PublishOutcome, "uncertain">;
  readonly loads: readonly PublishOutcome[];
  readonly account: PoolAccount;
  /** From the first publish to the last delivery. */
  readonly elapsedMs: number;
  readonly server: Metrics;
  readonly series: LatencySeries;
  /** The steps, which know what they did to the clients. */
  readonly steps: Steps;
  readonly findings: readonly Finding[];
}

export async function runCourse(context: ScenarioContext, course: Course): Promise<CourseRun> {
  const { target, progress, signal } = context;
  const tracks = new Tracks(course.loads.length);
  const series = new LatencySeries();
  await using processes = new AsyncDisposableStack();
  const before = await untilSettled(context);
  const groups: (ClientsPlan & { readonly pool: WorkerPool })[] = [];
  for (const plan of course.clients) {
    const clients = await openGroup(context, plan, course, tracks, series);
    groups.push({ ...plan, pool: processes.use(clients).pool });
  }
  const opening = groups.filter(({ stages }) => stages === undefined);
  progress.expect?.(expectedMs(opening, context));
  const open = ({ pool, rampPerS }: (typeof groups)[number]) => pool.open(rampPerS, signal);
  const openings = await Promise.all(opening.map(open));
  const idle = await watchIdle(context);
  // Groups with stages come and go while events are published.
  const others = groups.filter((group) => !opening.includes(group));
  progress.show("publishing");
  const steps = new Steps(
    context,
    groups.map(({ pool }) => pool),
  );
  // Whole, since an event carries its time in thousandths of a millisecond, and the first to be timed must not be early.
  const startedMs = Math.ceil(wallMs());
  const timing = { startedMs, warmupMs: (context.config.warmupS ?? 0) * 1000 };
  // A process that is told late discards what it has timed by then, so it is told well ahead or not at all.
  if (timing.warmupMs > 0) {
    for (const { pool } of groups) pool.timeFrom(startedMs + timing.warmupMs);
  }
  const afterWarmUp = async () => {
    if (timing.warmupMs > 0) await pause(timing.warmupMs, signal);
    const warm = timing.warmupMs > 0 ? await target.readStats() : undefined;
    await Promise.all(others.map(open));
    await course.steps?.(steps);
    return warm;
  };
  const [loads, warm] = await Promise.all([
    Promise.all(
      course.loads.map((load, number) => publishLoad(context, load, number, tracks, steps, timing)),
    ),
    afterWarmUp(),
  ]);
  // Clients that come and go do not all receive every event.
  const isCountKnown = others.length === 0 && steps.churned === 0;
  const totals = tracks.totals(
    loads.map(({ uncertain }) => uncertain),
    !isCountKnown,
  );
  if (isCountKnown) await untilDelivered(steps, tracks.dueDeliveries(totals), context);
  else await untilDelivered(steps, Infinity, context, NO_MORE_MS);
  const server = await serverCost(context, before, idle && { ...idle, warm }, course.sharesServer);
  if (!signal.aborted) await course.afterwards?.(steps);
  const account = mergeAccounts(
    await Promise.all(groups.map(({ pool }) => pool.collectTracks(totals))),
  );
  const elapsedMs = lengthOf(account, startedMs);
  const published = merged(loads);
  const load = [...checkPublisher(published), ...checkClients(account)];
  return {
    opened: mergeOpened(openings),
    published,
    loads,
    account,
    elapsedMs,
    server: server.metrics,
    series,
    steps,
    findings: [
      ...opening.flatMap(({ count }, index) => {
        const opened = openings[index];
        return opened === undefined ? [] : checkOpened(opened, count);
      }),
      // Only the times of opening are affected, which other scenarios are not about.
      ...asWarnings(openings.flatMap(checkOpening)),
      ...(steps.hasRestarted ? asWarnings(load) : load),
      ...(others.length === 0 ? [] : checkComingAndGoing(account)),
      ...checkConnections(account),
      ...server.findings,
    ],
  };
}

function openGroup(
  context: ScenarioContext,
  { count, topics, headers, stages }: ClientsPlan,
  { loads }: Course,
  tracks: Tracks,
  series: LatencySeries,
) {
  if (typeof topics !== "function") tracks.addReaders(tracks.of(topics), count);
  else {
    for (let client = 0; client < count; client++) {
      tracks.addReaders(tracks.of(valueFor(topics, client)));
    }
  }
  const wishes = { topics, headers, tracks: (own: readonly string[]) => tracks.of(own) };
  const subscription = subscriptionOf(context, wishes);
  return openClients(context, { subscription, count, loads: loads.length, stages }, series);
}

function expectedMs(
  opening: readonly ClientsPlan[],
  { config: { durationS, warmupS = 0 } }: ScenarioContext,
): number {
  const openingS = Math.max(0, ...opening.map(({ count, rampPerS }) => count / rampPerS));
  return (openingS + warmupS + durationS) * 1000;
}

/** When all loads begin, on the machine's clock, and how long their first events are not timed. */
interface Timing {
  readonly startedMs: number;
  readonly warmupMs: number;
}

function publishLoad(
  { target, signal }: ScenarioContext,
  { topicOf, pacer, sizeBytes, headers }: LoadPlan,
  number: number,
  tracks: Tracks,
  steps: Steps,
  { startedMs, warmupMs }: Timing,
): Promise<PublishOutcome> {
  const { topics } = tracks;
  const inTurn = (event: number) => topics[event % topics.length] ?? "";
  const topicFor = topicOf ?? inTurn;
  const { access } = target;
  return publishAll({
    address: {
      url: target.eventsUrl,
      ...access,
      headers: { ...access.headers, ...headers },
    },
    bodyOf: (event, intendedMs) => {
      const topic = topicFor(event - 1);
      const place = tracks.next(number, topic, wallMs());
      return JSON.stringify({ topic, data: writePayload({ ...place, intendedMs }, sizeBytes) });
    },
    schedule: paced(warmedUp(pacer, warmupMs), signal, startedMs),
    timedFromMs: startedMs + warmupMs,
    // A getter, because the hub may be restarted during the run.
    get waitsForServer() {
      return steps.hasRestarted;
    },
    signal,
  });
}

function merged(loads: readonly PublishOutcome[]): Omit<PublishOutcome, "uncertain"> {
  return {
    sent: total(loads.map(({ sent }) => sent)),
    failures: sumByReason(loads.map(({ failures }) => failures)),
    ack: mergedLatency(loads.map(({ ack }) => ack)),
    lateness: mergedLatency(loads.map(({ lateness }) => lateness)),
    held: mergedLatency(loads.map(({ held }) => held)),
  };
}

/** Connections that broke although nobody asked for it. */
function checkConnections({ connectionsLost, reconnects, failures }: PoolAccount): Finding[] {
  if (connectionsLost === 0) return [];
  const reasons = Object.entries(failures).map(([reason, times]) => `${times} × ${reason}`);
  const lost = counted(connectionsLost, "connection was", "connections were");
  return [
    caution(
      `${lost} lost during the run (${reasons.join(", ")}), and clients reconnected ${counted(reconnects, "time")}`,
      "find out in the server's log why it closed them",
    ),
  ];
}

/** Clients that come and go are not waited for, so some may not have opened. */
function checkComingAndGoing({ failures }: PoolAccount): Finding[] {
  return Object.entries(failures).map(([reason, times]) =>
    invalid(
      `${counted(times, "arriving client")} did not open (${reason})`,
      "check the server's connection limit and its log",
    ),
  );
}
