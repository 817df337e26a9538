/**
 * Runs that this process started as an earlier program: `bun --watch` replaces the program of its process when a source
 * changes, and children stay. Only Linux tells; elsewhere such a run ends by itself.
 */

import { readFileSync } from "node:fs";

/** Interrupts the children of process `pid` that were started by `command`, whatever arguments follow. */
export function interruptLeftovers(pid: number, command: readonly string[]): void {
  for (const child of childrenOf(pid)) {
    const words = textOf(`/proc/${child}/cmdline`).split("\0");
    // The first word may be another name of the same program.
    const isOurs = command.slice(1).every((word, index) => words[index + 1] === word);
    if (isOurs) interrupt(child);
  }
}

function childrenOf(pid: number): number[] {
  const pids = textOf(`/proc/${pid}/task/${pid}/children`).split(" ").map(Number);
  return pids.filter((child) => child > 0);
}

function interrupt(pid: number): void {
  try {
    process.kill(pid, "SIGINT");
  } catch {
    // It has just ended.
  }
}

/** Empty for a process that has ended, and on systems without such files. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
