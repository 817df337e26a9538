/** What a hub used for a load, by its own statistics, without what it uses when it idles. */

import type { StatsSnapshot } from "#protocol";
import { MIN_CONNECTIONS_FOR_MEMORY } from "../load/limits.ts";
import { pause } from "../load/time.ts";
import { caution, type Finding } from "../load/validity.ts";
import { counted } from "../report/figures.ts";
import { lower, type Metrics } from "../result/result.ts";
import type { ScenarioContext } from "./scenario.ts";

const IDLE_MS = 1_000;
const LOOK_MS = 250;
/** Memory that changes by no more from one look to the next has settled. */
const SETTLED_BYTES = 256 * 1024;
const MAX_LOOKS = 12;
/** If more of the connections than this had been there before, they would find memory that earlier ones have freed. */
const MAX_REUSED_SHARE = 0.1;

export interface ServerCost {
  readonly metrics: Metrics;
  readonly findings: readonly Finding[];
}

const NOTHING: ServerCost = { metrics: {}, findings: [] };

/**
 * The hub before its clients open. A new hub returns the garbage of its start to the system in its first second, so if
 * the clients are enough to tell their memory, it waits until the hub's own has settled.
 */
export async function untilSettled({
  target,
  config,
  progress,
  signal,
}: ScenarioContext): Promise<StatsSnapshot | undefined> {
  let stats = await target.readStats();
  if (config.connections < MIN_CONNECTIONS_FOR_MEMORY) return stats;
  progress.show("waiting for the hub's memory to settle");
  for (let look = 0; look < MAX_LOOKS && stats !== undefined && !signal.aborted; look++) {
    const before = stats.process.rssBytes;
    await pause(LOOK_MS, signal);
    stats = await target.readStats();
    if (Math.abs((stats?.process.rssBytes ?? 0) - before) <= SETTLED_BYTES) break;
  }
  return stats;
}

/** A hub with all clients connected, before anything is published. */
export interface IdleServer {
  readonly opened: StatsSnapshot;
  /** A second later. */
  readonly rested: StatsSnapshot;
  /** When the deliveries began that are measured. Default: `rested`. */
  readonly warm?: StatsSnapshot | undefined;
}

/** Watches the hub for a second; `undefined` if it has no statistics. */
export async function watchIdle({
  target,
  progress,
  signal,
}: ScenarioContext): Promise<IdleServer | undefined> {
  const opened = await target.readStats();
  if (opened === undefined) return undefined;
  progress.show("measuring the idle hub");
  await pause(IDLE_MS, signal);
  const rested = await target.readStats();
  return rested && { opened, rested };
}

/** The CPU time of the idle hub in µs per ms, which is ms per second. */
function idleRate({ opened, rested }: IdleServer): number {
  const elapsedMs = rested.atMs - opened.atMs;
  return elapsedMs > 0 ? (rested.process.cpuUs - opened.process.cpuUs) / elapsedMs : 0;
}

/**
 * The costs of the connections and of the deliveries since `idle`; empty if the hub has no statistics. The time that
 * it idled until now, waiting for lost events included, is not charged to the deliveries.
 */
export async function serverCost(
  { target }: Pick<ScenarioContext, "target">,
  before: StatsSnapshot | undefined,
  idle: IdleServer | undefined,
  sharesServer = false,
): Promise<ServerCost> {
  const after = await target.readStats();
  if (before === undefined || idle === undefined || after === undefined) {
    return NOTHING;
  }
  const memory = sharesServer ? NOTHING : connectionCost(before, idle.rested);
  return { ...memory, metrics: { ...deliveryCost(idle, after), ...memory.metrics } };
}

function connectionCost(before: StatsSnapshot, rested: StatsSnapshot): ServerCost {
  const connections = rested.connections - before.connections;
  const addedBytes = rested.process.rssBytes - before.process.rssBytes;
  const metrics = memoryMetrics("server.rss_kb_per_connection", addedBytes, connections);
  if (connections < MIN_CONNECTIONS_FOR_MEMORY) return { metrics, findings: [] };
  const earlier = before.totals.subscribed;
  if (earlier > connections * MAX_REUSED_SHARE) {
    return memoryUnknown(
      `the hub has had ${counted(earlier, "stream")} before, whose memory new ones reuse`,
      "restart the hub before a run, or leave out --url",
    );
  }
  if (addedBytes > 0) return { metrics, findings: [] };
  return memoryUnknown(
    "the hub's memory shrank while clients connected",
    "run again, with more --connections",
  );
}

function memoryUnknown(why: string, cure: string): ServerCost {
  return { metrics: {}, findings: [caution(`memory per connection is unknown: ${why}`, cure)] };
}

function deliveryCost(idle: IdleServer, after: StatsSnapshot): Metrics {
  const { rested, warm = rested } = idle;
  const deliveries = after.totals.deliveries - warm.totals.deliveries;
  // A hub that was restarted counts from zero.
  const isAnother = after.hub.uptimeMs < rested.hub.uptimeMs;
  if (isAnother || deliveries <= 0) return {};
  const idleUs = idleRate(idle) * (after.atMs - warm.atMs);
  const cpuUs = Math.max(0, after.process.cpuUs - warm.process.cpuUs - idleUs);
  return {
    "server.cpu_us_per_delivery": lower(cpuUs / deliveries, "µs", deliveries),
    "server.idle_cpu_ms_per_second": lower(idleRate(idle), "ms/s"),
  };
}

/** Without enough connections, or if the process returned more memory than they took, it says nothing. */
export function memoryMetrics(name: string, addedBytes: number, connections: number): Metrics {
  if (connections < MIN_CONNECTIONS_FOR_MEMORY || addedBytes <= 0) return {};
  return { [name]: lower(addedBytes / 1024 / connections, "kB", connections) };
}
