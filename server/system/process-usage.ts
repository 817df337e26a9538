/** What this process takes of its machine. */

export interface ProcessUsage {
  /** Processor time since the start, in microseconds. */
  readonly cpuUs: number;
  readonly rssBytes: number;
}

/** Answers a reader. Reading the memory takes a descriptor; while none is left, what was read last is told. */
export function processUsage(): () => ProcessUsage {
  let rssBytes = 0;
  return () => {
    const { user, system } = process.cpuUsage();
    try {
      rssBytes = process.memoryUsage.rss();
    } catch {
      // None is left.
    }
    return { cpuUs: user + system, rssBytes };
  };
}
