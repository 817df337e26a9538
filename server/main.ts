/** Composition root: config, log, hub, app, listening, and a drain on SIGTERM or SIGINT. */

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { CANARY_TOPIC, STATS_TOPIC } from "#protocol";
import manifest from "../package.json" with { type: "json" };
import { createApp, createMetricsApp, fetchOf } from "./app.ts";
import { type Config, readConfig } from "./config.ts";
import { keepSpare, streamCap } from "./few-descriptors.ts";
import { StreamCounts } from "./hub/caps.ts";
import { zeroCounters } from "./hub/counters.ts";
import { Hub } from "./hub/hub.ts";
import { CannotListenError, listen, readCertificate } from "./listen.ts";
import { LogUnavailableError } from "./log/event-log.ts";
import { Intake } from "./log/intake.ts";
import { openLog } from "./open-log.ts";
import { accessPolicy } from "./routes/access.ts";
import { pageLoader } from "./routes/bundle.ts";
import { clientAddress, keptPeer, TrustedProxies } from "./routes/client-address.ts";
import { CANARY_HEADER } from "./routes/subscription.ts";
import { type SocketState, type Upgrade, webSocketHandlers } from "./routes/web-socket.ts";
import { shutDown } from "./shutdown.ts";
import { canaryData, startCanary } from "./stats/canary.ts";
import { startLoopProbe } from "./stats/loop-probe.ts";
import { Sampler } from "./stats/sampler.ts";
import { Stages } from "./stats/stages.ts";
import { Connections } from "./system/connections.ts";
import { descriptorLimit } from "./system/descriptors.ts";
import { descentsFromNpm, watchLauncher } from "./system/launcher.ts";
import { openLibc } from "./system/libc.ts";
import { processUsage } from "./system/process-usage.ts";
import { FaultLog, RepeatedNotice } from "./system/repeated-notice.ts";
import { TakenBytes } from "./system/taken-bytes.ts";
import { noticeVanishedPeers } from "./system/vanished-peers.ts";
import { wallClock } from "./system/wall-clock.ts";

const MAX_WAITING_PUBLISHES = { maxCount: 100_000, maxBytes: 64 * 1024 * 1024 };
const SAMPLE_MS = 1_000;
const CANARY_MS = 200;
const LOOP_PROBE_MS = 20;
/** The most time a shutdown may take in addition to the drain. */
const SHUTDOWN_GRACE_MS = 1_000;
const SAME_SIGNAL_MS = 500;
const PAGE_PATH = join(import.meta.dir, "../dashboard/index.html");

const nowMs = () => performance.now();
const wallMs = wallClock({ nowMs, originMs: performance.timeOrigin, dateMs: Date.now });
/** Read before any of them can have exited. */
const launchers = descentsFromNpm(process.pid);
const faults = new FaultLog((text, error) => console.error(text, ...(error ? [error] : [])));

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
  await serve(outcome.config);
}

async function serve(config: Config): Promise<void> {
  // A bad certificate is reported before waiting for the hub that is running now.
  const certificate = orRefuse(() => readCertificate(config.tls));
  const log = await openLog(config, console.log).catch(refuse);
  const counters = zeroCounters();
  const intake = new Intake(log, {
    onRepeated: () => (counters.repeated += 1),
    nowMs,
    maxWaiting: MAX_WAITING_PUBLISHES,
  });
  const stages = new Stages();
  const limit = descriptorLimit();
  let taken: TakenBytes | undefined;
  const hub = new Hub({
    log,
    accept: (draft) => intake.accept(draft),
    counters,
    window: config.window,
    caps: new StreamCounts({
      maxStreams: streamCap(config.maxConnections, limit, console.log),
      perAddress: config.perAddress,
    }),
    maxConcurrentReads: 64,
    stallTimeoutMs: config.stallTimeoutMs,
    takenBytes: (peer) => taken?.of(peer),
    heartbeatMs: config.heartbeatMs,
    retryMs: config.retryMs,
    nowMs,
    random: Math.random,
    measures: stages,
  });
  startLoopProbe({
    everyMs: LOOP_PROBE_MS,
    nowMs,
    onLag: (lagMs) => stages.eventLoop.record(lagMs),
  });
  const sampler = new Sampler({
    version: manifest.version,
    hub,
    stages,
    wallMs,
    nowMs,
    process: processUsage(),
  });
  const canaryKey = randomBytes(16).toString("hex");
  const brokenBodies = new RepeatedNotice((count) =>
    console.error(`${count} ${count === 1 ? "publish" : "publishes"} broke off in mid-body`),
  );
  const sinks = {
    onInternalError: (error: unknown) => faults.note("A request failed", error),
    onBrokenBody: () => brokenBodies.note(),
  };
  const proxies = new TrustedProxies(config.trustedProxies);
  let server: Bun.Server<SocketState> | undefined;
  const upgrade: Upgrade = (request, data) => server?.upgrade(request, { data }) ?? false;
  const app = createApp({
    ...sinks,
    hub,
    sampler,
    access: accessPolicy(config.host, config.allowedHosts, config.allowedOrigins),
    maxBodyBytes: config.maxBodyBytes,
    canaryKey,
    isCompressing: config.isCompressing,
    loadPage: pageLoader(PAGE_PATH, config.isDev),
    sourceOf: (request) => {
      const ends = server?.requestIP(request) ?? undefined;
      // Over HTTP/2 a client's streams share one connection.
      const peer = certificate === undefined ? ends : undefined;
      return {
        address: ends && clientAddress(ends.address, request.headers, proxies),
        peer: peer && keptPeer(peer),
      };
    },
    upgrade,
  });
  const websocket = webSocketHandlers(hub);
  const listening = orRefuse(() =>
    listen(config, certificate, {
      port: config.port,
      fetch: fetchOf(app),
      websocket,
    }),
  );
  server = listening;
  const servers = [listening];
  const scheme = certificate === undefined ? "http" : "https";
  if (config.metricsPort !== undefined) {
    const port = config.metricsPort;
    const metrics = createMetricsApp({ ...sinks, hub, sampler });
    const beside = orRefuse(() =>
      listen(config, certificate, { port, fetch: fetchOf(metrics), websocket }),
    );
    servers.push(beside);
    console.log(`Metrics are at ${originOf(scheme, config.host, beside.port ?? port)}/metrics`);
  }

  const port = listening.port ?? config.port;
  const libc = openLibc();
  if (libc === undefined || !noticeVanishedPeers(libc, port, config.stallTimeoutMs)) {
    console.log(
      "This system cannot detect readers that vanish without closing: each keeps its stream until the connection times out",
    );
  }
  if (limit !== undefined) {
    const connections = libc && new Connections(libc, port, limit);
    taken = connections && new TakenBytes(connections, nowMs);
    keepSpare({ server: listening, connections, limit, nowMs, say: console.error });
  }
  const stopCanary = startCanary({
    origin: originOf(scheme, loopbackOf(config.host), port),
    // The certificate is the hub's own, for its public name rather than this address.
    trustsAnyCertificate: true,
    headers: { [CANARY_HEADER]: canaryKey },
    wallMs,
    onLatency: (latencyMs) => stages.canary.record(latencyMs),
  });
  const timers = [
    setInterval(() => {
      const data = JSON.stringify(sampler.sample());
      hub.announce({ topics: [STATS_TOPIC], type: "stats", data });
    }, SAMPLE_MS),
    setInterval(() => {
      hub.announce({ topics: [CANARY_TOPIC], type: "canary", data: canaryData(wallMs()) });
    }, CANARY_MS),
  ];
  outliveFaults();
  onceTold(async (why) => {
    const { connections } = hub.state;
    const streams = connections === 1 ? "1 stream" : `${connections} streams`;
    console.log(`${why}: ending ${streams} over ${config.drainMs / 1000} s`);
    setTimeout(() => {
      console.error("The log was not closed in time; exiting anyway");
      process.exit(1);
    }, config.drainMs + SHUTDOWN_GRACE_MS).unref();
    for (const timer of timers) clearInterval(timer);
    stopCanary();
    await shutDown(hub, intake, log, servers, config.drainMs);
    process.exit(0);
  });
  console.log(`Streamgauge is listening on ${originOf(scheme, config.host, port)}`);
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

function loopbackOf(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}

function originOf(scheme: string, host: string, port: number): string {
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
