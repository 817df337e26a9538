/**
 * How much CPU time other programs used during a round: that of the whole machine, minus that of the bench and
 * of everything it started and has waited for. Known only on Linux.
 */

import { readdirSync, readFileSync } from "node:fs";
import type { OtherUse } from "../load/machine-watch.ts";
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

/** Watches what other programs use of these cores, second by second, until it is disposed of. */
export class OthersWatch implements Disposable {
  readonly #cores: readonly number[];
  readonly #start: Ticks | undefined;
  #last: Ticks | undefined;
  #worst = 0;
  readonly #timer = setInterval(() => this.#look(), SECOND_MS);

  constructor(cores: readonly number[]) {
    this.#cores = cores;
    this.#start = treeTicks(cores);
    this.#last = this.#start;
  }

  /** So far; `undefined` if the system does not say, or within the first second. */
  use(): OtherUse | undefined {
    const now = treeTicks(this.#cores);
    if (now === undefined || this.#start === undefined || this.#start === this.#last) return;
    return { share: othersShare(this.#start, now), worstSecond: this.#worst };
  }

  #look(): void {
    const now = treeTicks(this.#cores);
    if (now !== undefined && this.#last !== undefined) {
      this.#worst = Math.max(this.#worst, othersShare(this.#last, now));
    }
    this.#last = now;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

const SECOND_MS = 1_000;

function othersShare(from: Ticks, to: Ticks): number {
  if (to.all === from.all) return 0;
  const others = to.used - from.used - (to.own - from.own);
  return Math.max(0, others) / (to.all - from.all);
}

/** `own` includes all living descendants of this process. */
function treeTicks(cores: readonly number[]): Ticks | undefined {
  try {
    const own = ticksOfTree(process.pid);
    return { ...coreTicks(readFileSync("/proc/stat", "utf8"), cores), own };
  } catch {
    return undefined;
  }
}

/** CPU time of a process and all its living descendants. */
export function ticksOfTree(pid: number): number {
  const children = childrenOf(pid);
  const own = ownTicks(readFileSync(`/proc/${pid}/stat`, "utf8"));
  return children.reduce((sum, child) => sum + ticksOfTreeIfThere(child), own);
}

export function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8")
      .split(" ")
      .filter(Boolean)
      .map(Number),
  );
}

function ticksOfTreeIfThere(pid: number): number {
  try {
    return ticksOfTree(pid);
  } catch {
    // It has just ended, and its parent will have its time once it has waited for it.
    return 0;
  }
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
  return lineTicks(stat.split("\n", 1)[0] ?? "");
}

/** Of these cores only; all of them if the system does not list them one by one. */
export function coreTicks(stat: string, cores: readonly number[]): Omit<Ticks, "own"> {
  const lines = stat
    .split("\n")
    .filter((line) => cores.includes(Number(/^cpu(\d+) /.exec(line)?.[1] ?? -1)));
  if (lines.length === 0) return machineTicks(stat);
  const each = lines.map(lineTicks);
  const sum = (read: (ticks: Omit<Ticks, "own">) => number) =>
    each.reduce((all, one) => all + read(one), 0);
  return { all: sum(({ all }) => all), used: sum(({ used }) => used) };
}

function lineTicks(line: string): Omit<Ticks, "own"> {
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  const [user = 0, nice = 0, system = 0] = ticks;
  return { all: ticks.reduce((sum, one) => sum + one, 0), used: user + nice + system };
}

/** utime, stime, cutime and cstime of `/proc/self/stat`, its fields 14 to 17. */
export function ownTicks(stat: string): number {
  return statFields(stat)
    .slice(11, 15)
    .reduce((sum, field) => sum + Number(field), 0);
}
