import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchError, EXIT } from "../bench-error.ts";
import { runTool } from "./tool.ts";
import { abandonedTrees, folderPrefix, Worktrees } from "./worktree.ts";

const signal = new AbortController().signal;
let repository = "";

beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), "streamgauge-worktree-test-"));
  await git("init", "--quiet", "--initial-branch", "main");
  await mkdir(join(repository, "inner"));
  await commitAs("first");
});

afterEach(() => rm(repository, { recursive: true, force: true }));

async function git(...words: string[]): Promise<string> {
  const named = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
  const { isDone, stdout, stderr } = await runTool(["git", ...named, ...words], {
    cwd: repository,
  });
  if (!isDone) throw new Error(stderr);
  return stdout.trim();
}

async function commitAs(text: string): Promise<void> {
  await writeFile(join(repository, "inner", "said"), text);
  await git("add", ".");
  await git("commit", "--quiet", "--message", text);
}

function said(folder: string): Promise<string> {
  return Bun.file(join(folder, "inner", "said")).text();
}

test("checkout() puts each side into a folder of its own, and remove() leaves nothing behind", async () => {
  await commitAs("second");
  const trees = new Worktrees(repository);
  const base = await trees.checkout("HEAD~1", signal);
  const head = await trees.checkout("main", signal);
  const again = await trees.checkout("HEAD", signal);
  expect([await said(base.folder), await said(head.folder)]).toEqual(["first", "second"]);
  expect(base.side).toEqual({ name: "HEAD~1", commit: await git("rev-parse", "HEAD~1") });
  expect(again.side).toEqual({ name: "HEAD", commit: await git("rev-parse", "main") });
  expect(await said(again.folder)).toBe("second");
  expect(again.folder).not.toBe(head.folder);
  await trees.remove();
  expect((await git("worktree", "list")).split("\n")).toHaveLength(1);
  const left = [
    ...new Bun.Glob(`${folderPrefix(process.pid)}*`).scanSync({ cwd: tmpdir(), onlyFiles: false }),
  ];
  expect(left).toEqual([]);
});

test("checkout() finds the folder in the revision that corresponds to the current one", async () => {
  const trees = new Worktrees(join(repository, "inner"));
  const { folder } = await trees.checkout("HEAD", signal);
  expect(await Bun.file(join(folder, "said")).text()).toBe("first");
  await trees.remove();
  expect(existsSync(folder)).toBe(false);
});

test("checkout() of 'worktree' is the current files, and tells whether they were changed", async () => {
  const trees = new Worktrees(repository);
  const commit = await git("rev-parse", "HEAD");
  expect(await trees.checkout("worktree", signal)).toEqual({
    side: { name: "worktree", commit, isDirty: false },
    folder: repository,
  });
  await writeFile(join(repository, "inner", "said"), "changed");
  const { side } = await new Worktrees(repository).checkout("worktree", signal);
  expect(side.isDirty).toBe(true);
});

test("checkout() of 'worktree' for a second side is a copy of the current files, with every change", async () => {
  await writeFile(join(repository, ".gitignore"), "ignored\n");
  await commitAs("committed");
  await writeFile(join(repository, "inner", "said"), "changed");
  await writeFile(join(repository, "new"), "untracked");
  await writeFile(join(repository, "ignored"), "");
  const before = await git("status", "--porcelain");
  const trees = new Worktrees(join(repository, "inner"));
  const first = await trees.checkout("worktree", signal);
  const second = await trees.checkout("worktree", signal);
  expect(second.side).toEqual(first.side);
  expect([first.folder, second.folder]).not.toContain(repository);
  expect(second.folder).not.toBe(first.folder);
  expect(await Bun.file(join(second.folder, "said")).text()).toBe("changed");
  expect(await Bun.file(join(second.folder, "../new")).text()).toBe("untracked");
  expect(existsSync(join(second.folder, "../ignored"))).toBe(false);
  expect(await git("status", "--porcelain")).toBe(before);
  await trees.remove();
  expect((await git("worktree", "list")).split("\n")).toHaveLength(1);
});

test.each(["no-such-branch", "--help", "HEAD:inner", ""])(
  "checkout() of '%s' is a usage error that names it",
  async (ref) => {
    const error = await new Worktrees(repository).checkout(ref, signal).catch((reason) => reason);
    expect(error).toBeInstanceOf(BenchError);
    expect(error.exitCode).toBe(EXIT.usage);
    expect(error.message).toStartWith(`Cannot compare with '${ref}': `);
  },
);

test("checkout() reports a lockfile that does not fit, and remove() still removes the checkout", async () => {
  await writeFile(join(repository, "bun.lock"), "no lockfile at all");
  await writeFile(join(repository, "package.json"), '{ "dependencies": { "elysia": "1.4.30" } }');
  await git("add", ".");
  await git("commit", "--quiet", "--message", "broken");
  const trees = new Worktrees(repository);
  await expect(trees.checkout("HEAD", signal)).rejects.toThrow("from its lockfile: ");
  await trees.remove();
  expect((await git("worktree", "list")).split("\n")).toHaveLength(1);
});

test("abandonedTrees() are those of this bench whose processes are gone, and no others", () => {
  const listing = [
    "worktree /home/me/project\nHEAD 1111\nbranch refs/heads/main\n",
    "worktree /tmp/streamgauge-ab-7-aBc/tree\nHEAD 2222\ndetached\n",
    "worktree /tmp/streamgauge-ab-8-dEf/tree\nHEAD 2222\ndetached\n",
    "worktree /tmp/streamgauge-ab-x/tree\nHEAD 2222\ndetached\nprunable gitdir file points nowhere\n",
    "worktree /home/me/streamgauge-ab-9-review\nHEAD 3333\ndetached\n",
  ].join("\n");
  expect(abandonedTrees(listing, (pid) => pid === 8)).toEqual(["/tmp/streamgauge-ab-7-aBc/tree"]);
});
