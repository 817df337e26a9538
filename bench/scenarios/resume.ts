/**
 * What resuming costs: from various depths of a full log, by one client at a time and by many at once; and for a
 * herd of clients that missed events while their hub restarted.
 */

import { BenchError } from "../bench-error.ts";
import { subscribeUrl } from "../servers/target.ts";
import { fillLog, type Filled } from "../resume/fill.ts";
import { type HerdOutcome, type LiveOutcome, measureLive, runHerd } from "../resume/herd.ts";
import {
  checkReplay,
  replayAtOnce,
  replayMetrics,
  replayOneByOne,
  type ReplayTimes,
} from "../resume/replay.ts";
import type { LoadOptions } from "../load/options.ts";
import { counted } from "../report/figures.ts";
import { higher, lower, type Metrics } from "../result/result.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { newTopic } from "./clients.ts";
import { accountMetrics, resultOf } from "./result.ts";
import { handoverFlags, type Scenario, type ScenarioContext } from "./scenario.ts";
import {
  asWarnings,
  checkOpened,
  checkPublisher,
  checkUntimedClients,
  type Finding,
  invalid,
} from "../load/validity.ts";

const DEFAULTS = {
  connections: 5_000,
  rate: 20,
  durationS: 5,
  sizeBytes: 100,
  events: 1_000_000,
  missed: 1_000,
};
/** Room for every event in the log, so that none is evicted. */
const ROOM_MB = 100_000;
const MOST_EVENTS = 10_000_000;
const NO_SCHEDULE = new LatencyHistogram();
/** For clients other than the herd. */
const SPARE_CONNECTIONS = 500;

export const resume: Scenario = {
  name: "resume",
  summary:
    "fills the log; resumes from various depths of it, then --connections at once after a restart",
  defaults: DEFAULTS,
  hubFlags,
  run: async (context) => {
    if (context.target.restart === undefined) {
      throw new BenchError(
        "The scenario 'resume' only works with a hub that the bench starts: run it without --url",
      );
    }
    const topic = newTopic("resume/log");
    const filled = await fill(context, topic);
    const { head, events } = filled;
    const url = subscribeUrl(context.target, topic);
    const order = { url, head, events, signal: context.signal };
    context.progress.show("clients resume one at a time");
    const alone = await replayOneByOne(order);
    context.progress.show("many clients resume at once");
    const atOnce = await replayAtOnce(order);
    context.progress.show("measuring a quiet period");
    const quiet = await measureLive(context);
    const herd = await runHerd(context, context.config.missed ?? 0);
    return resultOf({
      name: "resume",
      context,
      findings: [
        ...checkFilled(filled, context),
        ...checkReplay("one at a time", alone),
        ...checkReplay("many at once", atOnce),
        ...checkHerd(herd, context),
      ],
      metrics: {
        ...fillMetrics(filled),
        ...replayMetrics("replay", alone),
        ...replayMetrics("replay_at_once", atOnce),
        ...herdMetrics(herd, quiet),
      },
      histograms: {
        ...histogramsOf("replay", alone),
        ...histogramsOf("replay_at_once", atOnce),
        recovery: herd.account.recovery,
        "quiet.latency": quiet.latency,
        "herd.latency": herd.live.latency,
      },
      events: { "quiet.latency": quiet.events, "herd.latency": herd.live.events },
    });
  },
};

/** The events need not survive a power failure. */
function hubFlags(load: LoadOptions): string[] {
  const connections = (load.connections ?? DEFAULTS.connections) + SPARE_CONNECTIONS;
  return [
    ["--durability", "process"],
    ["--retain-mb", String(ROOM_MB)],
    ["--retain-events", String(MOST_EVENTS)],
    ["--max-connections", String(connections)],
    handoverFlags(load),
  ].flat();
}

function fill({ target, config, progress, signal }: ScenarioContext, topic: string) {
  const { events = 1, sizeBytes } = config;
  const step = Math.ceil(events / 100);
  const onStored = (stored: number) => {
    if (stored % step === 0) progress.show(`${counted(stored, "event")} in the log`);
  };
  return fillLog({ url: target.eventsUrl, topic, events, sizeBytes, onStored, signal });
}

function checkFilled({ events }: Filled, { config, signal }: ScenarioContext): Finding[] {
  if (events >= (config.events ?? 0) || signal.aborted) return [];
  const problem = `the log held only ${counted(events, "event")} when the time for filling it was over`;
  return [invalid(problem, "lower --events")];
}

function fillMetrics({ events, elapsedMs }: Filled): Metrics {
  return {
    "log.events": higher(events, "events"),
    "log.filled_per_second": higher((events / elapsedMs) * 1000, "/s", events),
  };
}

function checkHerd({ opened, account, published }: HerdOutcome, { config }: ScenarioContext) {
  return [
    ...checkOpened(opened, config.connections),
    // All clients come back at once, which is when their process is busiest.
    ...checkUntimedClients(account),
    // Publishes must fail while the hub restarts, and none of them has a due time that matters.
    ...asWarnings(published.flatMap((one) => checkPublisher({ ...one, lateness: NO_SCHEDULE }))),
  ];
}

function herdMetrics(
  { opened, account, elapsedMs, restartedMs, caughtUpMs, live, serverLagMs }: HerdOutcome,
  quiet: LiveOutcome,
): Metrics {
  const [busyMs, quietMs] = [live, quiet].map((one) => one.latency.percentileMs(99, one.lost));
  return {
    ...(opened.open > 0 && {
      recovered_ratio: higher(account.recovered / opened.open, "ratio", opened.open),
    }),
    ...account.recovery.metrics("recovery", opened.open - account.recovered),
    "herd.restarted_ms": lower(restartedMs, "ms"),
    "herd.caught_up_ms": lower(caughtUpMs, "ms"),
    ...accountMetrics(account, elapsedMs),
    gaps: lower(account.gaps, "gaps"),
    ...quiet.latency.metrics("quiet.latency", quiet.lost),
    ...live.latency.metrics("herd.latency", live.lost),
    "herd.live_waited_ms": lower(live.waitedMs, "ms"),
    ...(serverLagMs !== undefined && { "herd.server_loop_lag_ms": lower(serverLagMs, "ms") }),
    ...(busyMs != null &&
      quietMs != null && { "herd.latency_ratio": lower(busyMs / quietMs, "×") }),
  };
}

function histogramsOf(name: string, { byDepth }: ReplayTimes): Record<string, LatencyHistogram> {
  return Object.fromEntries([...byDepth].map(([depth, times]) => [`${name}.${depth.name}`, times]));
}
