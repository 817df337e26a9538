/**
 * How much CPU time other programs used during a round: that of the whole machine, minus that of the bench and
 * of everything it started and has waited for. Known only on Linux.
 */

import { readFileSync } from "node:fs";
import { statFields, US_PER_TICK } from "../servers/usage.ts";

/** In the system's ticks. */
interface Ticks {
  /** Of all processors, idle or busy. */
  readonly all: number;
  /** In programs, and in the kernel on their behalf. */
  readonly used: number;
  /** By this process and the children it has waited for. */
  readonly own: number;
}

/**
 * Starts to watch. The returned function gives the share of all CPU time that other programs have used since, 0
 * to 1; `undefined` if unknown. `runningUs` is the CPU time so far of children that are still running.
 */
export function watchOthers(): (runningUs?: number) => number | undefined {
  const before = readTicks();
  return (runningUs = 0) => {
    const after = readTicks();
    if (before === undefined || after === undefined || after.all === before.all) return undefined;
    const own = after.own - before.own + runningUs / US_PER_TICK;
    // The kernel's network work for a program counts as the program's own only there.
    return Math.max(0, after.used - before.used - own) / (after.all - before.all);
  };
}

function readTicks(): Ticks | undefined {
  try {
    const machine = machineTicks(readFileSync("/proc/stat", "utf8"));
    return { ...machine, own: ownTicks(readFileSync("/proc/self/stat", "utf8")) };
  } catch {
    return undefined;
  }
}

/** The first line of `/proc/stat`: user nice system idle iowait irq softirq steal, in ticks. */
export function machineTicks(stat: string): Omit<Ticks, "own"> {
  const ticks = (stat.split("\n", 1)[0] ?? "").split(/\s+/).slice(1, 9).map(Number);
  const [user = 0, nice = 0, system = 0] = ticks;
  return { all: ticks.reduce((sum, one) => sum + one, 0), used: user + nice + system };
}

/** utime, stime, cutime and cstime of `/proc/self/stat`, its fields 14 to 17. */
export function ownTicks(stat: string): number {
  return statFields(stat)
    .slice(11, 15)
    .reduce((sum, field) => sum + Number(field), 0);
}
