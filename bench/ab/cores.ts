/**
 * Which cores a comparison gives to whom: the servers half of them, the bench the others. Sharing them, they
 * would take time from each other by turns of the scheduler, and pairs would scatter by several times as much.
 */

import { readFileSync } from "node:fs";
import type { ComparedSide } from "../servers/server.ts";

export interface CoreSplit {
  readonly server: readonly number[];
  readonly bench: readonly number[];
}

/** Halves, the first for the servers; two threads of one core are mostly numbered side by side, and stay together. */
export function splitCores(cores: readonly number[]): CoreSplit | undefined {
  if (cores.length < 2) return undefined;
  const half = Math.ceil(cores.length / 2);
  return { server: cores.slice(0, half), bench: cores.slice(half) };
}

/** The cores that this process may use; none where the system does not tell. */
export function allowedCores(): number[] {
  try {
    return parseCores(readFileSync("/proc/self/status", "utf8"));
  } catch {
    return [];
  }
}

/** Reads `Cpus_allowed_list:	0-3,8` of `/proc/<pid>/status`. */
export function parseCores(status: string): number[] {
  const [, list = ""] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status) ?? [];
  return list.split(",").flatMap((range) => {
    const [from, to = from] = range.split("-").map(Number);
    if (from === undefined || to === undefined || !(to >= from) || range === "") return [];
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

export interface OwnCores extends CoreSplit, Disposable {}

/**
 * Keeps this process, and what it starts, to the bench's half until it is disposed of. `undefined` where there
 * is one core or no `taskset`, and where somebody else's server runs on cores that nobody knows.
 */
export function takeCores(sides: readonly ComparedSide[]): OwnCores | undefined {
  if (sides.some(({ isForeign }) => isForeign)) return undefined;
  const allowed = allowedCores();
  const split = splitCores(allowed);
  if (split === undefined || !keepTo(split.bench, process.pid)) return undefined;
  return { ...split, [Symbol.dispose]: () => void keepTo(allowed, process.pid) };
}

/** Keeps all threads of a process, and what they start from now on, to these cores. False where that cannot be done. */
export function keepTo(cores: readonly number[], pid: number): boolean {
  const taskset = Bun.which("taskset");
  if (taskset === null) return false;
  const command = [taskset, "--all-tasks", "--cpu-list", "--pid", cores.join(","), String(pid)];
  return Bun.spawnSync(command, { stdio: ["ignore", "ignore", "ignore"] }).success;
}
