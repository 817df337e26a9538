/** This process's CPU time and memory. */

export interface ProcessUsage {
  /** CPU time since the start, in microseconds. */
  readonly cpuUs: number;
  readonly rssBytes: number;
}

/**
 * Returns a function that reads the usage. Reading the memory takes a descriptor; while none is left, it returns the
 * previous value.
 */
export function processUsage(): () => ProcessUsage {
  let rssBytes = 0;
  return () => {
    const { user, system } = process.cpuUsage();
    try {
      rssBytes = process.memoryUsage.rss();
    } catch {
      // No descriptor is left.
    }
    return { cpuUs: user + system, rssBytes };
  };
}
