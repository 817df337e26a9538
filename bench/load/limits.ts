/** What one process may open: checked before a run, so that a run fails early and with advice. */

import { readFileSync } from "node:fs";
import { BenchError } from "../bench-error.ts";

/** Descriptors that a process needs besides its connections. */
const SPARE_DESCRIPTORS = 200;
/** With more connections than this, a process is too busy to time them well. */
const MAX_PER_WORKER = 10_000;
/** With fewer connections than this, a process's own growth hides what they cost. */
export const MIN_CONNECTIONS_FOR_MEMORY = 1_000;
/** Recently closed connections still occupy their ports. */
const SAFE_PORT_SHARE = 0.9;

/** How many descriptors a process may have; `Infinity` if the system does not say. */
export function descriptorLimit(): number {
  try {
    const [, soft] = /Max open files\s+(\d+)/.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    return Infinity;
  }
}

/**
 * How many client processes to use.
 * @throws {BenchError} if `wanted` processes cannot open that many connections
 */
export function workersFor(connections: number, wanted: number | undefined, limit: number): number {
  const perWorker = Math.min(MAX_PER_WORKER, limit - SPARE_DESCRIPTORS);
  if (perWorker < 1)
    throw new BenchError(`A process may open only ${limit} files: raise 'ulimit -n'`);
  const workers = wanted ?? Math.ceil(connections / perWorker);
  const each = Math.ceil(connections / workers);
  if (each + SPARE_DESCRIPTORS > limit) {
    throw new BenchError(
      `${each} connections in a process need ${each + SPARE_DESCRIPTORS} descriptors, and it may have ${limit}: ` +
        `raise 'ulimit -n', or use --workers ${Math.ceil(connections / perWorker)}`,
    );
  }
  return workers;
}

/** @throws {BenchError} if one hub process cannot hold that many */
export function requireHubCapacity(connections: number, limit: number): void {
  if (connections + SPARE_DESCRIPTORS <= limit) return;
  throw new BenchError(
    `The bench's own hub could hold ${limit - SPARE_DESCRIPTORS} connections, not ${connections}: ` +
      `its process may open ${limit} files; raise 'ulimit -n' or lower --connections`,
  );
}

/** How many ports one address has for connections to one target; `Infinity` if the system does not say. */
export function portCount(): number {
  try {
    const range = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8");
    const [from, to] = range.trim().split(/\s+/).map(Number);
    return from === undefined || to === undefined ? Infinity : to - from + 1;
  } catch {
    return Infinity;
  }
}

/** @throws {BenchError} if one address would run out of ports, or nearly so */
export function requirePorts(connections: number, ports: number): void {
  if (connections <= ports * SAFE_PORT_SHARE) return;
  throw new BenchError(
    `${connections} connections to one target need as many ports, and this machine has ${ports}: ` +
      "widen net.ipv4.ip_local_port_range, or lower --connections",
  );
}
