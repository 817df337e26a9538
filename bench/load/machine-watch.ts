/** What else the machine did while a scenario ran: time stolen by its host, and processes of others that wanted its cores. */

import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";

export interface Disturbance {
  /** Share of all processor time that the host gave to others, 0 to 1; `undefined` where it is not told. */
  readonly stolenShare: number | undefined;
  /** Processes that wanted a core, on average over the last minute, for each core there is. */
  readonly loadPerCore: number;
}

interface ProcessorTicks {
  readonly all: number;
  readonly stolen: number;
}

/** Starts to watch; the answer says what happened until it is called. */
export function watchMachine(): () => Disturbance {
  const before = readTicks();
  return () => {
    const after = readTicks();
    const all = (after?.all ?? 0) - (before?.all ?? 0);
    const stolen = (after?.stolen ?? 0) - (before?.stolen ?? 0);
    return {
      stolenShare: all > 0 ? stolen / all : undefined,
      loadPerCore: (loadavg()[0] ?? 0) / cpus().length,
    };
  };
}

/** Reads the first line of Linux' `/proc/stat`: user nice system idle iowait irq softirq steal …, in ticks. */
export function parseTicks(text: string): ProcessorTicks | undefined {
  const [name, ...fields] = text.split("\n", 1)[0]?.split(/\s+/) ?? [];
  const ticks = fields.slice(0, 8).map(Number);
  if (name !== "cpu" || ticks.length < 8 || ticks.some(Number.isNaN)) return undefined;
  return { all: ticks.reduce((sum, one) => sum + one, 0), stolen: ticks[7] ?? 0 };
}

/** How long this process' main thread has waited for a core so far, in ms; 0 where the system does not tell. */
export function waitedForCoreMs(): number {
  try {
    // [Documentation/scheduler/sched-stats.rst] time spent on the cpu, time spent waiting on a runqueue, in ns.
    return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1] ?? 0) / 1e6;
  } catch {
    return 0;
  }
}

function readTicks(): ProcessorTicks | undefined {
  try {
    return parseTicks(readFileSync("/proc/stat", "utf8"));
  } catch {
    return undefined;
  }
}
