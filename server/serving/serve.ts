/** Serves clients: a hub, the app in front of it and the sockets. It runs in the main thread, or once in each of many. */

import { CANARY_TOPIC } from "#protocol";
import { createApp, fetchOf } from "../app.ts";
import type { Config } from "../config.ts";
import { keepSpare } from "../few-descriptors.ts";
import type { StreamCaps } from "../hub/caps.ts";
import type { Counters } from "../hub/counters.ts";
import { Hub } from "../hub/hub.ts";
import { momentsFormat } from "../hub/wire-format.ts";
import { type Certificate, listen, loopbackOf, originOf, schemeOf } from "../listen.ts";
import { accessPolicy } from "../routes/access.ts";
import { clientAddress, TrustedProxies } from "../routes/client-address.ts";
import { KeptTexts, keptUserAgent } from "../routes/kept-texts.ts";
import { CANARY_HEADER } from "../routes/subscription.ts";
import { type SocketState, type Upgrade, webSocketHandlers } from "../routes/web-socket.ts";
import { canaryData, startCanary } from "../stats/canary.ts";
import { startLoopProbe } from "../stats/loop-probe.ts";
import type { OwnAddress } from "../stats/own-stream.ts";
import { Probes } from "../stats/probes.ts";
import type { ServingStages } from "../stats/thread-stages.ts";
import { Connections } from "../system/connections.ts";
import { openLibc } from "../system/libc.ts";
import { TakenBytes } from "../system/taken-bytes.ts";
import type { Link, Notices } from "./link.ts";

/** Of all threads together: an idle hub costs about the same, however many there are. */
const CANARY_MS = 200;
const LOOP_PROBE_MS = 20;

export interface ServeOptions {
  readonly config: Config;
  readonly link: Link;
  readonly caps: StreamCaps;
  readonly counters: Counters;
  readonly stages: ServingStages;
  readonly certificate: Certificate | undefined;
  /** How many files the process may open; `undefined` if the system does not say. */
  readonly descriptorLimit: number | undefined;
  /** How many threads listen on the same port, and which of them this is, from 0. */
  readonly threads: number;
  readonly thread: number;
  /** By which the hub recognises its own canary. */
  readonly canaryKey: string;
  /** Monotonic, and the same in all threads. */
  readonly nowMs: () => number;
  readonly wallMs: () => number;
  readonly notices: Notices;
  readonly say: (line: string) => void;
  readonly onSelector?: (selector: string, isUsed: boolean) => void;
}

export interface Server {
  readonly hub: Hub;
  readonly port: number;
  /** Stops listening; with `true` it also closes open connections. */
  stop(closeActiveConnections?: boolean): Promise<void>;
}

/** @throws {CannotListenError} when it cannot listen as configured */
export function serve(options: ServeOptions): Server {
  const { config, link, certificate, descriptorLimit, canaryKey, nowMs, wallMs } = options;
  const { stages, notices, threads, thread } = options;
  let taken: TakenBytes | undefined;
  let probes: Probes | undefined;
  const hub = new Hub({
    caps: options.caps,
    counters: options.counters,
    onSelector: options.onSelector,
    nowMs,
    wallMs,
    thread,
    log: link.log,
    accept: (draft) => link.accept(draft),
    window: config.window,
    maxConcurrentReads: 64,
    stallTimeoutMs: config.stallTimeoutMs,
    takenBytes: (peer) => taken?.of(peer),
    heartbeatMs: config.heartbeatMs,
    retryMs: config.retryMs,
    random: Math.random,
    measures: { ...stages, onSlice: (topics) => probes?.noteSlice(topics) },
  });
  startLoopProbe({
    everyMs: LOOP_PROBE_MS * threads,
    nowMs,
    onLag: (lagMs) => stages.eventLoop.record(lagMs),
  });
  const kept = new KeptTexts();
  const proxies = new TrustedProxies(config.trustedProxies);
  let server: Bun.Server<SocketState> | undefined;
  const upgrade: Upgrade = (request, data) => server?.upgrade(request, { data }) ?? false;
  const app = createApp({
    notices,
    hub,
    link,
    access: accessPolicy(config.host, config.allowedHosts, config.allowedOrigins),
    maxBodyBytes: config.maxBodyBytes,
    canaryKey,
    isCompressing: config.isCompressing,
    momentsFormat: momentsFormat({ nowMs, wallMs }),
    sourceOf: (request) => {
      const ends = server?.requestIP(request) ?? undefined;
      // Over HTTP/2 a client's streams share one connection.
      const peer = certificate === undefined ? ends : undefined;
      return {
        address: ends && kept.of(clientAddress(ends.address, request.headers, proxies)),
        peer: peer && { address: kept.of(peer.address), port: peer.port },
        userAgent: keptUserAgent(request.headers, kept),
      };
    },
    upgrade,
  });
  const handling = { fetch: fetchOf(app), websocket: webSocketHandlers(hub) };
  const isSharing = config.isReusingPort || threads > 1;
  const listening = listen(config.host, isSharing, certificate, { port: config.port, ...handling });
  server = listening;
  const port = listening.port ?? config.port;
  const libc = openLibc();
  if (descriptorLimit !== undefined) {
    const connections = libc && new Connections(libc, port, descriptorLimit);
    taken = connections && new TakenBytes(connections, nowMs);
    keepSpare({ server: listening, connections, limit: descriptorLimit, nowMs, say: options.say });
  }

  // The system chooses a thread for each connection to the shared port: the canary needs one that leads here.
  const own =
    threads > 1 ? listen("127.0.0.1", false, undefined, { port: 0, ...handling }) : undefined;
  const origin = own
    ? originOf("http", "127.0.0.1", own.port ?? 0)
    : originOf(schemeOf(certificate), loopbackOf(config.host), port);
  const address: OwnAddress = {
    origin,
    // The certificate is the hub's own, for its public name rather than this address.
    trustsAnyCertificate: true,
    headers: { [CANARY_HEADER]: canaryKey },
  };
  probes = new Probes({
    address,
    wallMs,
    onParsed: (handedOverMsAgo) => {
      const parsedAtMs = nowMs();
      const handedOverAtMs = parsedAtMs - handedOverMsAgo;
      const writtenAtMs = hub.writtenAtMs(handedOverAtMs) ?? handedOverAtMs;
      stages.onParsed(parsedAtMs - writtenAtMs);
    },
  });
  const stopCanary = startCanary({
    address,
    wallMs,
    onLatency: (latencyMs) => stages.canary.record(latencyMs),
  });
  const announceCanary = () =>
    hub.announce({ topics: [CANARY_TOPIC], type: "canary", data: canaryData(wallMs()) });
  // In turn with those of the other threads.
  let canary: Timer | undefined;
  const first = setTimeout(
    () => {
      announceCanary();
      canary = setInterval(announceCanary, CANARY_MS * threads);
    },
    CANARY_MS * (thread + 1),
  );

  return {
    hub,
    port,
    async stop(isClosing) {
      clearTimeout(first);
      clearInterval(canary);
      stopCanary();
      probes?.stop();
      await Promise.all([listening.stop(isClosing), own?.stop(isClosing)]);
    },
  };
}
