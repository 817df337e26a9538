/** Composition root: config, log, hub, app, listening, and a drain on SIGTERM or SIGINT. */

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { CANARY_TOPIC, STATS_TOPIC } from "#protocol";
import manifest from "../package.json" with { type: "json" };
import { createApp } from "./app.ts";
import { type Config, readConfig } from "./config.ts";
import { Hub } from "./hub/hub.ts";
import { CannotListenError, listen, readCertificate } from "./listen.ts";
import { LogUnavailableError } from "./log/event-log.ts";
import { openLog } from "./open-log.ts";
import { accessPolicy } from "./routes/access.ts";
import { bundlePage, type PageBundle } from "./routes/bundle.ts";
import { CANARY_HEADER } from "./routes/subscription.ts";
import { type SocketState, type Upgrade, webSocketHandlers } from "./routes/web-socket.ts";
import { shutDown } from "./shutdown.ts";
import { canaryData, startCanary } from "./stats/canary.ts";
import { startLoopProbe } from "./stats/loop-probe.ts";
import { Sampler } from "./stats/sampler.ts";
import { Stages } from "./stats/stages.ts";

const SAMPLE_MS = 1_000;
const CANARY_MS = 200;
const LOOP_PROBE_MS = 20;
/** Beyond the drain itself, a shutdown takes no longer than this. */
const SHUTDOWN_GRACE_MS = 1_000;
const SAME_SIGNAL_MS = 500;

const outcome = readConfig(process.argv.slice(2), process.env);
if (outcome.kind === "help") {
  console.log(outcome.text);
} else if (outcome.kind === "faults") {
  for (const fault of outcome.faults) console.error(fault);
  console.error("See --help for all flags.");
  process.exitCode = 2;
} else {
  await serve(outcome.config);
}

async function serve(config: Config): Promise<void> {
  // A certificate that is no good is told before the hub that serves now has been waited for.
  const certificate = orRefuse(() => readCertificate(config.tls));
  const log = await openLog(config, console.log).catch(refuse);
  const stages = new Stages();
  const hub = new Hub({
    log,
    window: config.window,
    maxSubscribers: config.maxConnections,
    maxWaitingPublishes: { maxCount: 100_000, maxBytes: 64 * 1024 * 1024 },
    maxConcurrentReads: 64,
    perAddress: config.perAddress,
    stallTimeoutMs: config.stallTimeoutMs,
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
    process: () => ({ cpuUs: cpuUs(), rssBytes: process.memoryUsage.rss() }),
  });
  const canaryKey = randomBytes(16).toString("hex");
  let server: Bun.Server<SocketState> | undefined;
  const upgrade: Upgrade = (request, data) => server?.upgrade(request, { data }) ?? false;
  const app = createApp({
    hub,
    sampler,
    access: accessPolicy(config.host, config.allowedHosts, config.allowedOrigins),
    maxBodyBytes: config.maxBodyBytes,
    canaryKey,
    isCompressing: config.isCompressing,
    loadPage: pageLoader(config.isDev),
    addressOf: (request) => server?.requestIP(request)?.address,
    upgrade,
    onInternalError: (error) => console.error("A request failed:", error),
  });
  const listening = orRefuse(() =>
    listen(config, certificate, { fetch: app.fetch, websocket: webSocketHandlers(hub) }),
  );
  server = listening;

  const scheme = certificate === undefined ? "http" : "https";
  const port = listening.port ?? config.port;
  const origin = originOf(scheme, config.host, port);
  const stopCanary = startCanary({
    origin: originOf(scheme, loopbackOf(config.host), port),
    // The certificate is for the hub's public name, which this address is not; and it is the hub's own.
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
  console.log(`Streamgauge is listening on ${origin}`);
  onceTold(async (signal) => {
    console.log(
      `${signal}: ending ${hub.state.connections} streams over ${config.drainMs / 1000} s`,
    );
    setTimeout(() => process.exit(0), config.drainMs + SHUTDOWN_GRACE_MS).unref();
    for (const timer of timers) clearInterval(timer);
    stopCanary();
    await shutDown(hub, log, listening, config.drainMs);
    process.exit(0);
  });
}

/** There can be no hub; the message says why. */
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

function nowMs(): number {
  return performance.now();
}

/** Monotonic too, and with fractions: `Date.now` has neither. */
function wallMs(): number {
  return performance.timeOrigin + performance.now();
}

/** In development each page load is bundled anew; else it is bundled once, when it is first asked for. */
function pageLoader(isDev: boolean): () => Promise<PageBundle> {
  const bundle = () => bundlePage(join(import.meta.dir, "../dashboard/index.html"), isDev);
  if (isDev) return bundle;
  let bundled: Promise<PageBundle> | undefined;
  return () => (bundled ??= bundle());
}

/** Runs `stop` at the first SIGTERM or SIGINT; a later one ends the process at once. */
function onceTold(stop: (signal: string) => Promise<void>): void {
  let toldAtMs: number | undefined;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      // One Ctrl-C comes more than once where a parent process passes it on too.
      if (toldAtMs !== undefined && nowMs() - toldAtMs > SAME_SIGNAL_MS) process.exit(1);
      if (toldAtMs !== undefined) return;
      toldAtMs = nowMs();
      void stop(signal);
    });
  }
}

function loopbackOf(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}

function originOf(scheme: string, host: string, port: number): string {
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
