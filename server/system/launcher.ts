/**
 * Who started this process, where that was `npx`: told to end, it ends its shell and not what that had started, so a
 * hub would go on without anybody who knows of it, and keep its port and its log.
 */

import { readFileSync } from "node:fs";

/** How often it is looked after. */
const LOOK_MS = 500;
/** `npx` starts a shell, that starts `bun run`, and that this process. */
const MAX_GENERATIONS = 4;

/** A process, who started it, and what it calls itself. */
export interface Descent {
  readonly pid: number;
  readonly parentPid: number;
  readonly name: string;
}

/** Calls `onEnded` once `npx`, or a process between it and this one, has ended. */
export function watchLauncher(descents: readonly Descent[], onEnded: () => void): void {
  if (descents.length === 0) return;
  const timer = setInterval(() => {
    if (!descents.some(hasEnded)) return;
    clearInterval(timer);
    onEnded();
  }, LOOK_MS);
  timer.unref();
}

/**
 * From process `pid` to the child of `npx` (or npm); none where something else started it, or where that cannot be
 * told: a service manager tells it itself to end, and a closed terminal is no reason to.
 */
export function descentsFromNpm(pid: number): Descent[] {
  try {
    const descents: Descent[] = [];
    let current = descentOf(pid);
    while (descents.length < MAX_GENERATIONS) {
      descents.push(current);
      const parent = descentOf(current.parentPid);
      if (parent.name.startsWith("npm ")) return descents;
      current = parent;
    }
  } catch {
    // There is no process 0, and other systems have no such files.
  }
  return [];
}

/** The system gives a child whose parent has ended another. What it does not tell, short of descriptors, is no end. */
function hasEnded(was: Descent): boolean {
  try {
    return descentOf(was.pid).parentPid !== was.parentPid;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT" || code === "ESRCH";
  }
}

/** Throws what reading a file throws: ENOENT when there is no such process, ESRCH when it ends meanwhile. */
function descentOf(pid: number): Descent {
  // The name stands in brackets and may hold any; behind it come the state and the parent. See proc(5).
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const nameEnd = stat.lastIndexOf(")");
  const parentPid = Number(stat.slice(nameEnd + 2).split(" ")[1]);
  return { pid, parentPid, name: stat.slice(stat.indexOf("(") + 1, nameEnd) };
}
