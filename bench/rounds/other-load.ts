/**
 * What others on this machine computed while a round ran: the processor time of the whole machine less
 * that of the bench and of everything it started and has waited for. Linux alone tells.
 */

import { readFileSync } from "node:fs";
import { statFields, US_PER_TICK } from "../servers/usage.ts";

/** In the system's ticks. */
interface Ticks {
  /** Of all processors, idle or not. */
  readonly all: number;
  /** In programs and in the kernel for them. */
  readonly used: number;
  /** By this process and the children it has waited for. */
  readonly own: number;
}

/**
 * Starts to watch. The answer is the share of all processor time that others used until it is called, 0 to
 * 1; `undefined` where it is not told. `runningUs` is the time so far of what was started since and runs still.
 */
export function watchOthers(): (runningUs?: number) => number | undefined {
  const before = readTicks();
  return (runningUs = 0) => {
    const after = readTicks();
    if (before === undefined || after === undefined || after.all === before.all) return undefined;
    const own = after.own - before.own + runningUs / US_PER_TICK;
    // What the kernel did for a program while it served the network counts there as its own only.
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

/** Of `/proc/stat` the first line: user nice system idle iowait irq softirq steal, in ticks. */
export function machineTicks(stat: string): Omit<Ticks, "own"> {
  const ticks = (stat.split("\n", 1)[0] ?? "").split(/\s+/).slice(1, 9).map(Number);
  const [user = 0, nice = 0, system = 0] = ticks;
  return { all: ticks.reduce((sum, one) => sum + one, 0), used: user + nice + system };
}

/** Of `/proc/self/stat` utime, stime, cutime and cstime, the 14th to the 17th field. */
export function ownTicks(stat: string): number {
  return statFields(stat)
    .slice(11, 15)
    .reduce((sum, field) => sum + Number(field), 0);
}
