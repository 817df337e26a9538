/** What the page works out about the threads that serve clients: how busy each is, and which one is the slowest. */

import type { StatsSnapshot, ThreadStats } from "#protocol";

/** The part of a snapshot that tells how much CPU time there was, and how much of it each thread took. */
export interface CpuReading {
  readonly hub: Pick<StatsSnapshot["hub"], "uptimeMs">;
  readonly threads: readonly Pick<ThreadStats, "cpuUs">[];
}

/** The times that a snapshot has of each thread. */
export type ThreadTime = "eventLoopLagMs" | "canaryMaxMs";

export interface LongestTime {
  /** Counts from 0, as in the hub's metrics. */
  readonly thread: number;
  readonly ms: number;
}

/**
 * What share of a core each thread took between two snapshots, from 0 to 1; `undefined` without a snapshot before, after
 * a restart of the hub, and where the system does not tell threads apart.
 */
export function cpuShares(
  before: CpuReading | undefined,
  now: CpuReading,
): readonly (number | undefined)[] {
  const elapsedUs = before === undefined ? 0 : (now.hub.uptimeMs - before.hub.uptimeMs) * 1000;
  return now.threads.map(({ cpuUs }, index) => {
    const beforeUs = before?.threads[index]?.cpuUs;
    if (beforeUs === undefined || elapsedUs <= 0) return undefined;
    return cpuUs === 0 || cpuUs < beforeUs ? undefined : (cpuUs - beforeUs) / elapsedUs;
  });
}

/** The longest of a time among all threads; `undefined` if none has a sample. */
export function longestTime(
  threads: readonly Pick<ThreadStats, ThreadTime>[],
  time: ThreadTime,
): LongestTime | undefined {
  let longest: LongestTime | undefined;
  for (const [thread, { [time]: ms }] of threads.entries()) {
    if (ms !== null && (longest === undefined || ms > longest.ms)) longest = { thread, ms };
  }
  return longest;
}
