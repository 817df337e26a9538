/** What processes have used, from Linux's /proc; unknown on other systems. */

import { readFileSync } from "node:fs";

/** The tick that Linux reports to programs, whatever the kernel's own clock: `getconf CLK_TCK`. */
export const US_PER_TICK = 10_000;

/** The fields of `/proc/PID/stat` after the name in brackets, which may contain anything: state, parent, group, … */
export function statFields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/**
 * User and system time of all threads of the processes, and of their children that have ended, in µs; `undefined` if
 * any is unknown.
 */
export function cpuUs(pids: readonly number[]): number | undefined {
  return sum(pids, (pid) => {
    // utime, stime, cutime and cstime: fields 14 to 17 of the whole line.
    const ticks = statFields(readFileSync(`/proc/${pid}/stat`, "utf8")).slice(11, 15);
    return ticks.reduce((all, one) => all + Number(one), 0) * US_PER_TICK;
  });
}

/** Resident memory of all the processes; shared pages count more than once. */
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
