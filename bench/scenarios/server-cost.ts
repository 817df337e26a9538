/** What a hub used for a load, by its own statistics, without what it uses when it idles. */

import type { StatsSnapshot } from "#protocol";
import { MIN_CONNECTIONS_FOR_MEMORY } from "../load/limits.ts";
import { pause } from "../load/time.ts";
import { lower, type Metrics } from "../result/result.ts";
import type { ScenarioContext } from "./scenario.ts";

const IDLE_MS = 1_000;

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
export async function serverMetrics(
  { target }: Pick<ScenarioContext, "target">,
  before: StatsSnapshot | undefined,
  idle: IdleServer | undefined,
): Promise<Metrics> {
  const after = await target.readStats();
  if (before === undefined || idle === undefined || after === undefined) return {};
  return {
    ...deliveryCost(idle, after),
    ...memoryMetrics(
      "server.rss_kb_per_connection",
      idle.opened.process.rssBytes - before.process.rssBytes,
      idle.opened.connections - before.connections,
    ),
  };
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

/** Without enough connections it says nothing. */
export function memoryMetrics(name: string, addedBytes: number, connections: number): Metrics {
  if (connections < MIN_CONNECTIONS_FOR_MEMORY) return {};
  return { [name]: lower(addedBytes / 1024 / connections, "kB", connections) };
}
