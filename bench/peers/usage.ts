/** What processes have used, as Linux keeps it under /proc; elsewhere there is no such account. */

import { readFileSync } from "node:fs";

/** Linux tells every program so, whatever the kernel's own clock: `getconf CLK_TCK`. */
const US_PER_TICK = 10_000;

/** User and system time of all the processes' threads, in µs; `undefined` where one is unknown. */
export function cpuUs(pids: readonly number[]): number | undefined {
  return sum(pids, (pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the name in brackets, which may hold anything; utime is the 14th, stime the 15th.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * US_PER_TICK;
  });
}

/** Resident memory of all the processes; a page that two share counts twice. */
export function rssBytes(pids: readonly number[]): number | undefined {
  return sum(pids, (pid) => {
    const [, kilobytes] =
      /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) * 1024;
  });
}

function sum(pids: readonly number[], read: (pid: number) => number): number | undefined {
  if (pids.length === 0) return undefined;
  try {
    const total = pids.map(read).reduce((all, one) => all + one, 0);
    return Number.isFinite(total) ? total : undefined;
  } catch {
    return undefined;
  }
}
