/**
 * Detects the end of the `npx` that started this process. On a signal `npx` ends its shell but not that shell's
 * children, so an orphaned hub would keep running, with its port and its log.
 */

import { readFileSync } from "node:fs";

/** How often it is checked. */
const LOOK_MS = 500;
/** `npx` starts a shell, which starts `bun run`, which starts this process. */
const MAX_GENERATIONS = 4;

/** A process, its parent and its name. */
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
 * From process `pid` up to the child of `npx` (or npm). Empty if something else started it, or if that is unknown: a
 * service manager signals the hub itself, and a closed terminal is no reason to stop.
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
    // Process 0 does not exist, and other systems have no such files.
  }
  return [];
}

/**
 * A process whose parent has ended gets another parent. A failed read, for lack of descriptors, does not count as an
 * end.
 */
function hasEnded(was: Descent): boolean {
  try {
    return descentOf(was.pid).parentPid !== was.parentPid;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT" || code === "ESRCH";
  }
}

/** @throws {Error} ENOENT when there is no such process, ESRCH when it ends meanwhile */
function descentOf(pid: number): Descent {
  // The name is in parentheses and may contain some; state and parent follow. See proc(5).
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const nameEnd = stat.lastIndexOf(")");
  const parentPid = Number(stat.slice(nameEnd + 2).split(" ")[1]);
  return { pid, parentPid, name: stat.slice(stat.indexOf("(") + 1, nameEnd) };
}
