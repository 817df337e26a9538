/** Composition root: config, log, core, serving threads, and a drain on SIGTERM or SIGINT. */

import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { type Setting, STATS_TOPIC, type StatsSample, type StatsSnapshot } from "#protocol";
import manifest from "../package.json" with { type: "json" };
import { createMetricsApp, fetchOf } from "./app.ts";
import { BenchRunner } from "./bench-runs/bench-runs.ts";
import { KeptResults } from "./bench-runs/kept-results.ts";
import { interruptLeftovers } from "./bench-runs/leftovers.ts";
import { type Config, readConfig } from "./config.ts";
import { streamCap } from "./few-descriptors.ts";
import { zeroCounters } from "./hub/counters.ts";
import {
  CannotListenError,
  isLoopback,
  listen,
  originOf,
  readCertificate,
  schemeOf,
} from "./listen.ts";
import { LogUnavailableError } from "./log/event-log.ts";
import { Intake } from "./log/intake.ts";
import { openLog } from "./open-log.ts";
import { withToken } from "./routes/bench.ts";
import { pageLoader, type PageSources } from "./routes/bundle.ts";
import type { Core, Serving } from "./serving/link.ts";
import { startServing, threadsFor } from "./serving/start.ts";
import { shutDown } from "./shutdown.ts";
import { BenchEvents } from "./stats/bench-events.ts";
import { Stages } from "./stats/stages.ts";
import { Statistics } from "./stats/statistics.ts";
import { Topics } from "./stats/topics.ts";
import { descriptorLimit } from "./system/descriptors.ts";
import { descentsFromNpm, watchLauncher } from "./system/launcher.ts";
import { openLibc } from "./system/libc.ts";
import { processUsage } from "./system/process-usage.ts";
import { FaultLog, RepeatedNotice } from "./system/repeated-notice.ts";
import { noticeVanishedPeers } from "./system/vanished-peers.ts";
import { wallClock } from "./system/wall-clock.ts";

const MAX_WAITING_PUBLISHES = { maxCount: 100_000, maxBytes: 64 * 1024 * 1024 };
const SAMPLE_MS = 1_000;
/** The most time a shutdown may take in addition to the drain. */
const SHUTDOWN_GRACE_MS = 1_000;
const SAME_SIGNAL_MS = 500;
const DASHBOARD = join(import.meta.dir, "../dashboard");
const PAGE: PageSources = {
  html: join(DASHBOARD, "index.html"),
  serviceWorker: join(DASHBOARD, "offline/worker.ts"),
};

const PROJECT = join(import.meta.dir, "..");
/** Beside the log, by default. */
const BENCH_RESULTS = ".streamgauge/bench";

const nowMs = () => performance.now();
const wallMs = wallClock({ nowMs, originMs: performance.timeOrigin, dateMs: Date.now });
/** Read before any of them can have exited. */
const launchers = descentsFromNpm(process.pid);
const faults = new FaultLog((text, error) => console.error(text, ...(error ? [error] : [])));
const brokenBodies = new RepeatedNotice((count) =>
  console.error(`${count} ${count === 1 ? "publish" : "publishes"} broke off in mid-body`),
);

const outcome = readConfig(process.argv.slice(2), process.env);
if (outcome.kind === "help") {
  console.log(outcome.text);
} else if (outcome.kind === "version") {
  console.log(manifest.version);
} else if (outcome.kind === "faults") {
  for (const fault of outcome.faults) console.error(fault);
  console.error("See --help for all flags.");
  process.exitCode = 2;
} else {
  for (const notice of outcome.notices) console.log(notice);
  await serve(outcome.config, outcome.settings);
}

async function serve(config: Config, settings: readonly Setting[]): Promise<void> {
  // A bad certificate is reported before waiting for the hub that is running now.
  const certificate = orRefuse(() => readCertificate(config.tls));
  const log = await openLog(config, console.log).catch(refuse);
  const counters = zeroCounters();
  const intake = new Intake(log, {
    onRepeated: () => (counters.repeated += 1),
    onUnstored: (publishes) => (counters.unstored += publishes),
    nowMs,
    maxWaiting: MAX_WAITING_PUBLISHES,
  });
  const stages = new Stages();
  const { version } = manifest;
  const benchEvents = new BenchEvents(wallMs);
  log.follow(log.bounds.head, (batch) => benchEvents.take(batch));
  const topics = new Topics({ wallMs, nowMs });
  log.follow(log.bounds.head, (batch) => topics.add(batch));
  const limit = descriptorLimit();
  const maxStreams = streamCap(config, limit, console.log);
  const statistics = new Statistics({
    version,
    stages,
    wallMs,
    nowMs,
    process: processUsage(),
    maxConnections: maxStreams,
    bench: () => benchEvents.list(),
  });
  const machine = { cores: availableParallelism(), platform: process.platform };
  const threads = threadsFor(config.threads, machine, console.log);
  const bench = benchOf(config);
  const loadPage = pageLoader(PAGE, config.isDev);
  const core: Core = {
    config,
    certificate,
    log,
    counters,
    stages,
    descriptorLimit: limit,
    maxStreams,
    canaryKey: randomBytes(16).toString("hex"),
    nowMs,
    wallMs,
    notices: {
      noteFault: (what, error) => faults.note(what, error),
      noteBrokenBody: () => brokenBodies.note(),
    },
    accept: (draft, acceptedAtMs) => intake.accept(draft, acceptedAtMs),
    stats: (history) => statistics.answer(history),
    topics: (query) => topics.answer(query),
    history: (wanted) => statistics.history(wanted),
    metrics: () => statistics.metrics(),
    loadPage: async () =>
      bench === undefined ? loadPage() : withToken(await loadPage(), bench.token),
    bench,
    describe: async () => ({
      version,
      runtime: `Bun ${Bun.version} on ${process.platform}`,
      startedAtMs: wallMs() - nowMs(),
      threads,
      settings,
      log: { kind: log.kind, epoch: log.epoch, ...log.bounds, bytes: log.sizeBytes() ?? null },
    }),
  };
  const serving = await startServing(core, threads, exitAtOnce).catch(refuse);
  statistics.begin(serving);
  topics.begin(serving.topicReaders);
  const { port } = serving;
  bench?.runs.begin(originOf("http", config.host, port));
  const metricsServer = orRefuse(() => serveMetrics(core, serving));
  const libc = openLibc();
  if (libc === undefined || !noticeVanishedPeers(libc, port, config.stallTimeoutMs)) {
    console.log(
      "This system cannot detect readers that vanish without closing: each keeps its stream until the connection times out",
    );
  }
  const announce = (type: string, sample: StatsSample | StatsSnapshot) =>
    serving.announce({ topics: [STATS_TOPIC], type, data: JSON.stringify(sample) });
  const sampling = setInterval(async () => {
    const { snapshot, minute } = await statistics.sample();
    if (minute !== undefined) announce("minute", minute);
    announce("stats", snapshot);
  }, SAMPLE_MS);
  outliveFaults();
  onceTold(async (why) => {
    clearInterval(sampling);
    // Before the first stream ends: it may be the only one that reads this.
    const { history: _, ...last } = await statistics.answer(0);
    announce("stats", { ...last, hub: { ...last.hub, state: "draining" } });
    const { connections } = serving.state;
    const streams = connections === 1 ? "1 stream" : `${connections} streams`;
    console.log(`${why}: ending ${streams} over ${config.drainMs / 1000} s`);
    setTimeout(
      () => exitAtOnce("The log was not closed in time; exiting anyway"),
      config.drainMs + SHUTDOWN_GRACE_MS,
    ).unref();
    bench?.runs.end();
    await shutDown(serving, metricsServer, intake, log, config.drainMs);
    bench?.runs.kill();
    process.exit(0);
  });
  console.log(`Streamgauge is listening on ${originOf(schemeOf(certificate), config.host, port)}`);
}

/** Runs of the bench that the page starts: in development, and where nobody else can reach the hub. */
function benchOf({ isDev, host, tls }: Config) {
  if (!isDev || !isLoopback(host) || tls !== undefined) return undefined;
  // It ends with this process, even if that is killed.
  const command = [process.execPath, "--no-orphans", join(PROJECT, "bench/main.ts")];
  interruptLeftovers(process.pid, command);
  const runs = new BenchRunner({
    results: new KeptResults(resolve(BENCH_RESULTS)),
    command,
    project: PROJECT,
    env: process.env,
    wallMs,
  });
  return { runs, token: randomBytes(32).toString("hex") };
}

/** Metrics and health checks at a port of their own, if there is to be one. */
function serveMetrics(core: Core, serving: Serving) {
  const { config, certificate, metrics, notices } = core;
  const { metricsPort: port, host } = config;
  if (port === undefined) return undefined;
  const app = createMetricsApp({
    notices,
    metrics,
    isDraining: () => serving.isDraining,
  });
  const listening = listen(host, config.isReusingPort, certificate, { port, fetch: fetchOf(app) });
  const origin = originOf(schemeOf(certificate), host, listening.port ?? port);
  console.log(`Metrics are at ${origin}/metrics`);
  return listening;
}

function exitAtOnce(why: string): never {
  console.error(why);
  process.exit(1);
}

/** An uncaught error costs one request, timer or stream, not the process with all its streams. */
function outliveFaults(): void {
  process.on("uncaughtException", (error) => faults.note("Internal error", error));
  process.on("unhandledRejection", (error) => faults.note("Internal error", error));
}

/** The hub cannot start; the message says why. */
function refuse(error: unknown): never {
  const isExplained = error instanceof LogUnavailableError || error instanceof CannotListenError;
  console.error(isExplained ? error.message : error);
  process.exit(1);
}

function orRefuse<Outcome>(attempt: () => Outcome): Outcome {
  try {
    return attempt();
  } catch (error) {
    return refuse(error);
  }
}

/** Runs `stop` at the first SIGTERM or SIGINT, or when npx has ended; a later signal ends the process at once. */
function onceTold(stop: (why: string) => Promise<void>): void {
  let toldAtMs: number | undefined;
  const told = (why: string) => {
    // One Ctrl-C arrives more than once if a parent process passes it on too.
    if (toldAtMs !== undefined && nowMs() - toldAtMs > SAME_SIGNAL_MS) process.exit(1);
    if (toldAtMs !== undefined) return;
    toldAtMs = nowMs();
    void stop(why);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => told(signal));
  watchLauncher(launchers, () => told("npx has ended"));
}
