/**
 * Shares the cores out: half to the servers, the rest to the bench. If they shared cores, they would take
 * time from each other, and pairs would vary several times as much.
 */

import { readFileSync } from "node:fs";
import type { ComparedSide, RunningServer } from "./server.ts";

/** Logical processors, by number. */
export interface CoreSplit {
  readonly server: readonly number[];
  readonly bench: readonly number[];
  /** Whether there is only one physical core, whose threads were divided. */
  readonly isOneCore: boolean;
}

/**
 * Two halves, the first for the servers. The threads of a physical core stay together, because they slow each other
 * down; which ones those are, their numbers do not say: often 0 and 1, or 0 and 32 of 64.
 */
export function splitCores(
  processors: readonly number[],
  siblingsOf: (processor: number) => readonly number[],
): CoreSplit | undefined {
  if (processors.length < 2) return undefined;
  const physical = Map.groupBy(processors, (one) => Math.min(one, ...siblingsOf(one)));
  const isOneCore = physical.size === 1;
  const cores = isOneCore ? processors.map((thread) => [thread]) : [...physical.values()];
  const half = Math.ceil(cores.length / 2);
  return { server: cores.slice(0, half).flat(), bench: cores.slice(half).flat(), isOneCore };
}

/** The processors that this process may use; empty if the system does not say. */
export function allowedCores(): number[] {
  try {
    return parseCores(readFileSync("/proc/self/status", "utf8"));
  } catch {
    return [];
  }
}

/** How the cores that this process may use are shared out; `undefined` if there is only one, or nobody knows. */
export function coresHere(): CoreSplit | undefined {
  return splitCores(allowedCores(), threadSiblings);
}

/** The threads of the physical core that this processor is one of; empty if the system does not say. */
function threadSiblings(processor: number): number[] {
  try {
    const topology = `/sys/devices/system/cpu/cpu${processor}/topology`;
    return parseList(readFileSync(`${topology}/thread_siblings_list`, "utf8").trim());
  } catch {
    return [];
  }
}

/** Reads `Cpus_allowed_list:	0-3,8` from `/proc/<pid>/status`. */
export function parseCores(status: string): number[] {
  const [, list = ""] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status) ?? [];
  return parseList(list);
}

/** Reads `0-3,8`. */
function parseList(list: string): number[] {
  return list.split(",").flatMap((range) => {
    const [from, to = from] = range.split("-").map(Number);
    if (from === undefined || to === undefined || !(to >= from) || range === "") return [];
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

export interface OwnCores extends CoreSplit, Disposable {}

/**
 * Keeps this process and its children on the bench's half until it is disposed of. `undefined` with a single core,
 * without `taskset`, or if a server was already running, on cores the bench does not know.
 */
export function takeCores(sides: readonly Pick<ComparedSide, "isForeign">[]): OwnCores | undefined {
  if (sides.some(({ isForeign }) => isForeign)) return undefined;
  const allowed = allowedCores();
  const split = coresHere();
  if (split === undefined || !keepTo(split.bench, process.pid)) return undefined;
  return { ...split, [Symbol.dispose]: () => void keepTo(allowed, process.pid) };
}

/** Moves a server to its cores, if it has any. */
export function moveTo(cores: CoreSplit | undefined, server: Pick<RunningServer, "pids">): void {
  if (cores !== undefined) for (const pid of server.pids()) keepTo(cores.server, pid);
}

/** Moves all threads of a process, and its future children, to these cores. False if that is impossible. */
export function keepTo(cores: readonly number[], pid: number): boolean {
  const taskset = Bun.which("taskset");
  if (taskset === null) return false;
  const command = [taskset, "--all-tasks", "--cpu-list", "--pid", cores.join(","), String(pid)];
  return Bun.spawnSync(command, { stdio: ["ignore", "ignore", "ignore"] }).success;
}
