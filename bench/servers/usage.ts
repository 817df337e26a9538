/** What processes have used, as Linux keeps it under /proc; elsewhere there is no such account. */

import { readFileSync } from "node:fs";

/** Linux tells every program so, whatever the kernel's own clock: `getconf CLK_TCK`. */
export const US_PER_TICK = 10_000;

/** Of `/proc/PID/stat` what stands behind the name in brackets, which may hold anything: state, parent, group, … */
export function statFields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** User and system time of all the processes' threads, in µs; `undefined` where one is unknown. */
export function cpuUs(pids: readonly number[]): number | undefined {
  return sum(pids, (pid) => {
    // utime and stime, the 14th and 15th field of all.
    const [utime, stime] = statFields(readFileSync(`/proc/${pid}/stat`, "utf8")).slice(11);
    return (Number(utime) + Number(stime)) * US_PER_TICK;
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
