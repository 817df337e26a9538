/**
 * A run that was killed could remove none of its worktrees: the next run does. The names of their
 * folders tell whose they were.
 */

import { rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { runTool } from "./tool.ts";

const NAME = "streamgauge-ab-";

/** Of a temporary folder that belongs to this process. */
export function folderPrefix(pid: number): string {
  return `${NAME}${pid}-`;
}

/** Removes the worktrees of the repository at `cwd` whose processes are gone. */
export async function removeAbandoned(cwd: string): Promise<void> {
  const { stdout } = await runTool(["git", "worktree", "list", "--porcelain"], { cwd });
  for (const tree of abandonedTrees(stdout, isAlive)) {
    await runTool(["git", "worktree", "remove", "--force", tree], { cwd });
    await rm(dirname(tree), { recursive: true, force: true });
  }
}

/** Reads what `git worktree list --porcelain` says. */
export function abandonedTrees(listing: string, isRunning: (pid: number) => boolean): string[] {
  return [...listing.matchAll(/^worktree (.+)$/gm)].flatMap(([, tree = ""]) => {
    const [, pid] = /^streamgauge-ab-(\d+)-/.exec(basename(dirname(tree))) ?? [];
    return pid === undefined || isRunning(Number(pid)) ? [] : [tree];
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // One that belongs to somebody else is there too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
