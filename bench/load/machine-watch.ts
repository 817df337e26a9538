/** Watches the rest of the machine: how busy it is before a scenario, and what its host takes away during it. */

import { readFileSync } from "node:fs";

export interface Disturbance {
  /** Share of all CPU time that the host gave to other guests, 0 to 1; `undefined` if unknown. */
  readonly stolenShare: number | undefined;
  /** Share of all CPU time in use just before the run, 0 to 1; `undefined` if unknown. */
  readonly busyBefore: number | undefined;
  /** What other programs used meanwhile; `undefined` if nobody watched them or it is unknown. */
  readonly others?: OtherUse | undefined;
}

/** Shares of the machine that programs other than the bench and its servers used, 0 to 1. */
export interface OtherUse {
  readonly share: number;
  readonly worstSecond: number;
}

interface ProcessorTicks {
  readonly all: number;
  readonly idle: number;
  readonly stolen: number;
}

/** How long to look at the machine before anything of the run starts. */
const LOOK_MS = 250;

/** Looks at the machine at rest, then starts to watch; the returned function says what has happened since. */
export async function watchMachine(): Promise<() => Disturbance> {
  const atRest = readTicks();
  await Bun.sleep(LOOK_MS);
  const before = readTicks();
  const idleBefore = shareOf("idle", atRest, before);
  const busyBefore = idleBefore === undefined ? undefined : 1 - idleBefore;
  return () => ({ stolenShare: shareOf("stolen", before, readTicks()), busyBefore });
}

function shareOf(
  what: "idle" | "stolen",
  from: ProcessorTicks | undefined,
  to: ProcessorTicks | undefined,
): number | undefined {
  if (from === undefined || to === undefined || to.all === from.all) return undefined;
  return (to[what] - from[what]) / (to.all - from.all);
}

/** Reads the first line of Linux's `/proc/stat`: user nice system idle iowait irq softirq steal …, in ticks. */
export function parseTicks(text: string): ProcessorTicks | undefined {
  const [name, ...fields] = text.split("\n", 1)[0]?.split(/\s+/) ?? [];
  const ticks = fields.slice(0, 8).map(Number);
  if (name !== "cpu" || ticks.length < 8 || ticks.some(Number.isNaN)) return undefined;
  const [, , , idle = 0, waiting = 0, , , stolen = 0] = ticks;
  return { all: ticks.reduce((sum, one) => sum + one, 0), idle: idle + waiting, stolen };
}

function readTicks(): ProcessorTicks | undefined {
  try {
    return parseTicks(readFileSync("/proc/stat", "utf8"));
  } catch {
    return undefined;
  }
}
