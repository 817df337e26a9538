/**
 * Revisions of a repository, each checked out in a temporary worktree and installed from its lockfile.
 * Everything added is removed again, even after a failure halfway.
 */

import { existsSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { BenchError } from "../bench-error.ts";
import type { Side } from "../comparison/comparison.ts";
import { runTool, type ToolOutcome } from "./tool.ts";

/** Names the current files, including uncommitted changes. */
export const WORKTREE = "worktree";
/** The prefix of the temporary folders. It has the process's id, so that the next run can remove what a killed run left. */
const NAME = "streamgauge-ab-";
/** The name of the worktree inside its temporary folder. */
const TREE = "tree";

export interface Checkout {
  readonly side: Side;
  /** The project: the worktree, or the folder in it that corresponds to the current one. */
  readonly folder: string;
}

/**
 * The checkouts of one run. Each has a folder of its own, also of a revision that is checked out already: two sides
 * that shared one would share its files in the system's cache, and be more alike than two revisions can be.
 */
export class Worktrees {
  readonly #cwd: string;
  readonly #adding: Promise<string>[] = [];
  readonly #folders: string[] = [];
  #isCwdTaken = false;

  /** `cwd` is a folder of the repository. */
  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /**
   * A revision by any name that git knows, or `worktree` for the current files: where they are, or, for the second to
   * ask, a copy of them.
   * @throws {BenchError} if there is no such revision, or it cannot be installed
   */
  async checkout(ref: string, signal: AbortSignal): Promise<Checkout> {
    if (ref === WORKTREE) return this.#currentFiles(signal);
    const commit = await this.#commitOf(ref);
    return { side: { name: ref, commit }, folder: await this.#add(commit, signal) };
  }

  /** Removes everything that was added; a second call does nothing. */
  async remove(): Promise<void> {
    const added = await Promise.allSettled(this.#adding.splice(0));
    for (const folder of this.#folders.splice(0)) {
      await this.#git("worktree", "remove", "--force", join(folder, TREE));
      await rm(folder, { recursive: true, force: true });
    }
    if (added.length > 0) await this.#git("worktree", "prune");
  }

  async #currentFiles(signal: AbortSignal): Promise<Checkout> {
    const side = await this.#asItStands();
    const isCopy = this.#isCwdTaken && side.commit !== undefined;
    this.#isCwdTaken = true;
    return { side, folder: isCopy ? await this.#add(await this.#snapshot(), signal) : this.#cwd };
  }

  /** A commit of the current files, except ignored ones, that no branch has and that leaves git's index as it is. */
  async #snapshot(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "streamgauge-index-"));
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    const git = async (...words: string[]) => {
      const { isDone, stdout, stderr } = await runTool(["git", ...words], { cwd: this.#cwd, env });
      if (isDone) return stdout.trim();
      throw new BenchError(`Cannot copy the current files: ${stderr}`);
    };
    try {
      await git("add", "--all", ":/");
      const author = ["-c", "user.name=streamgauge", "-c", "user.email=bench@localhost"];
      const tree = await git("write-tree");
      return await git(...author, "commit-tree", tree, "-p", "HEAD", "-m", "the current files");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #asItStands(): Promise<Side> {
    const head = await this.#git("rev-parse", "--verify", "--quiet", "HEAD");
    if (!head.isDone) return { name: WORKTREE };
    const { stdout } = await this.#git("status", "--porcelain");
    return { name: WORKTREE, commit: head.stdout.trim(), isDirty: stdout.trim() !== "" };
  }

  async #commitOf(ref: string): Promise<string> {
    const what = ["--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
    const { isDone, stdout, stderr } = await this.#git("rev-parse", ...what);
    if (isDone) return stdout.trim();
    const why = stderr === "" ? "git knows no such revision here; fetch it first" : stderr;
    throw new BenchError(`Cannot compare with '${ref}': ${why}`);
  }

  #add(commit: string, signal: AbortSignal): Promise<string> {
    const adding = this.#checkOut(commit, signal);
    this.#adding.push(adding);
    return adding;
  }

  async #checkOut(commit: string, signal: AbortSignal): Promise<string> {
    await removeAbandoned(this.#cwd);
    const folder = await mkdtemp(join(await realpath(tmpdir()), folderPrefix(process.pid)));
    this.#folders.push(folder);
    const tree = join(folder, TREE);
    const added = await this.#git("worktree", "add", "--detach", tree, commit);
    if (!added.isDone) throw new BenchError(`Cannot check out ${commit}: ${added.stderr}`);
    const project = join(tree, await this.#prefix());
    await install(project, commit, signal);
    return project;
  }

  /** The current folder's path in the repository: empty at its top. */
  async #prefix(): Promise<string> {
    return (await this.#git("rev-parse", "--show-prefix")).stdout.trim();
  }

  #git(...words: string[]): Promise<ToolOutcome> {
    return runTool(["git", ...words], { cwd: this.#cwd });
  }
}

/** A project without Bun's lockfile is left as it is. */
async function install(project: string, commit: string, signal: AbortSignal): Promise<void> {
  if (!["bun.lock", "bun.lockb"].some((name) => existsSync(join(project, name)))) return;
  const command = [process.execPath, "install", "--frozen-lockfile", "--silent"];
  const { isDone, stderr } = await runTool(command, { cwd: project, signal });
  if (isDone || signal.aborted) return;
  throw new BenchError(`Cannot install ${commit} from its lockfile: ${stderr}`);
}

/** The prefix of a temporary folder that belongs to this process. */
export function folderPrefix(pid: number): string {
  return `${NAME}${pid}-`;
}

/** Removes the worktrees of the repository at `cwd` whose processes are gone. */
async function removeAbandoned(cwd: string): Promise<void> {
  const { stdout } = await runTool(["git", "worktree", "list", "--porcelain"], { cwd });
  for (const tree of abandonedTrees(stdout, isAlive)) {
    await runTool(["git", "worktree", "remove", "--force", tree], { cwd });
    await rm(dirname(tree), { recursive: true, force: true });
  }
}

/** Parses the output of `git worktree list --porcelain`. */
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
    // EPERM: the process exists, but belongs to another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
