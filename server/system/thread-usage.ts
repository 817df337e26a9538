/** The CPU time of the calling thread, in microseconds; `0` where the system does not tell threads apart. */

import { readFileSync } from "node:fs";

const STATISTICS = "/proc/thread-self/schedstat";

export function threadCpuUs(): number {
  try {
    // [man proc_pid_schedstat] The first number is the time on a CPU, in nanoseconds.
    return Number(readFileSync(STATISTICS, "utf8").split(" ")[0]) / 1_000;
  } catch {
    return 0;
  }
}
