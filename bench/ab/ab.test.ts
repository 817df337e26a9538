/** `bench ab` and `bench calibrate` as people use them, in a clone of this repository: real worktrees, hubs and clients. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Comparison } from "../comparison/comparison.ts";
import { folderPrefix } from "../servers/worktree.ts";
import { INTERRUPTED_FILE } from "./command.ts";
import { runTool } from "../servers/tool.ts";
import { runBench, spawnBench as spawnTheBench } from "../test-bench.ts";

const OTHERS_SERVER = `'${process.execPath}' '${join(import.meta.dir, "../servers/test-event-server.ts")}'`;
const OTHERS_PATHS = ["--path", "/stream", "--publish-path", "/publish"];
/** Small loads: the tests are about the course of a comparison, not about speed. */
const TINY = ["--connections", "20", "--duration", "0.3", "--size", "64"];

let folder = "";
let clone = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "streamgauge-abtest-"));
  clone = join(folder, "clone");
  const cloning = ["git", "clone", "--quiet", join(import.meta.dir, "../.."), clone];
  const { isDone, stderr } = await runTool(cloning, { cwd: folder });
  if (!isDone) throw new Error(stderr);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const spawnBench = (...argv: string[]) => spawnTheBench(argv, clone);
const bench = (...argv: string[]) => runBench(argv, clone);

async function comparisonIn(file: string): Promise<Comparison> {
  return Bun.file(file).json();
}

/** Worktrees, temporary folders, logs and processes left behind by a run. */
async function leftBy(pid: number): Promise<readonly string[]> {
  const { stdout } = await runTool(["git", "worktree", "list"], { cwd: clone });
  const prefix = folderPrefix(pid);
  const logs = readdirSync(clone).includes(".streamgauge")
    ? readdirSync(join(clone, ".streamgauge")).filter((name) => name.startsWith("bench-"))
    : [];
  return [
    ...stdout.trim().split("\n").slice(1),
    ...readdirSync(tmpdir()).filter((name) => name.startsWith(prefix)),
    ...logs,
    ...commandLines().filter((line) => line.includes(prefix)),
  ];
}

function commandLines(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        return "";
      }
    });
}

test("ab compares two revisions, reports the result, and leaves nothing behind", async () => {
  const json = join(folder, "same.json");
  const files = ["--json", json, "--markdown", join(folder, "same.md")];
  const run = await bench(
    "ab",
    "--base",
    "HEAD",
    "--head",
    "HEAD",
    ...TINY,
    "--budget",
    "1",
    ...files,
  );
  const { rounds, dropped, config, base, head, isPartial, metrics } = await comparisonIn(json);
  // On a machine that is busy with other tests the pair may have been dropped.
  expect(rounds.length + dropped.length).toBeGreaterThan(0);
  expect([isPartial, base.commit]).toEqual([false, head.commit]);
  expect(config).toMatchObject({
    connections: 20,
    durationS: 0.3,
    budgetS: 1,
    maxRegression: 0.05,
  });
  for (const { base: one, head: other } of rounds) {
    for (const figures of [one, other]) expect(figures).toMatchObject({ lost: 0, duplicated: 0 });
  }
  for (const { reasons } of dropped) expect(reasons).not.toBeEmpty();
  for (const { verdict } of metrics) expect(verdict).not.toBe("regressed");
  expect(run.code).toBe(rounds.length === 0 ? 3 : 0);
  expect(run.stdout).toContain("base HEAD (");
  expect(await leftBy(run.pid)).toEqual([]);
}, 120_000);

test("ab compares two servers of another project by their commands and paths", async () => {
  const json = join(folder, "others.json");
  const sides = ["--base-cmd", OTHERS_SERVER, "--head-cmd", OTHERS_SERVER];
  const run = await bench(
    "ab",
    ...sides,
    ...OTHERS_PATHS,
    ...TINY,
    "--budget",
    "1",
    "--json",
    json,
  );
  const { rounds, dropped, base } = await comparisonIn(json);
  expect(rounds.length + dropped.length).toBeGreaterThan(0);
  expect(base).toEqual({ name: OTHERS_SERVER });
  for (const { base: one, head: other } of rounds) {
    for (const figures of [one, other]) expect(figures).toMatchObject({ lost: 0, duplicated: 0 });
  }
  expect([0, 3]).toContain(run.code);
  expect(await leftBy(run.pid)).toEqual([]);
}, 120_000);

test("ab ends at the first delivery that is lost if the base loses none", async () => {
  const json = join(folder, "losing.json");
  const sides = ["--base-cmd", OTHERS_SERVER, "--head-cmd", `${OTHERS_SERVER} 5000`];
  const run = await bench("ab", ...sides, ...OTHERS_PATHS, ...TINY, "--json", json);
  const { rounds, metrics } = await comparisonIn(json);
  expect(rounds).toHaveLength(1);
  expect(metrics[0]).toMatchObject({ name: "lost", base: 0, head: 1, verdict: "regressed" });
  expect(run.code).toBe(99);
}, 120_000);

/** Interrupts a run as a terminal does: the whole foreground group gets the signal. */
async function interrupted(child: Bun.ReadableSubprocess): Promise<number> {
  process.kill(-child.pid, "SIGINT");
  return child.exited;
}

/** Resolves while its servers run. */
function untilMeasuring(child: Bun.ReadableSubprocess): Promise<void> {
  return untilSaid(child, /pair \d+: (base|head), /);
}

test("Ctrl-C saves and judges what was measured, and leaves no worktree, file or process", async () => {
  const json = join(folder, "partial.json");
  const child = spawnBench("ab", "--base", "HEAD", "--head", "HEAD", ...TINY, "--json", json);
  await untilMeasuring(child);
  expect(await interrupted(child)).toBe(3);
  const { isPartial, warnings } = await comparisonIn(json);
  expect(isPartial).toBe(true);
  expect(warnings).toContain("interrupted: the verdict rests on the rounds until then");
  expect(await leftBy(child.pid)).toEqual([]);
}, 120_000);

test("Ctrl-C during the checkout leaves nothing either", async () => {
  const child = spawnBench("ab", "--base", "HEAD", "--head", "HEAD", ...TINY);
  await untilSaid(child, /checking out/);
  expect(await interrupted(child)).toBe(3);
  expect(await leftBy(child.pid)).toEqual([]);
}, 120_000);

test("Ctrl-C stores the rounds in a default file if none was named", async () => {
  const child = spawnBench("ab", "--base", "HEAD", "--head", "HEAD", ...TINY);
  await untilMeasuring(child);
  expect(await interrupted(child)).toBe(3);
  expect(await comparisonIn(join(clone, INTERRUPTED_FILE))).toMatchObject({ isPartial: true });
}, 120_000);

async function untilSaid(child: Bun.ReadableSubprocess, words: RegExp): Promise<void> {
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!words.test(said)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`It ended without ${words}: ${said}`);
    said += value;
  }
}

test("calibrate stores this machine's noise where ab finds it, or says that it could not", async () => {
  const rounds = ["--rounds", "2", "--budget", "20s", "--file", join(folder, "floor.json")];
  const run = await bench("calibrate", "--head", "HEAD", ...rounds, ...TINY);
  // On a machine that is busy with other tests its pairs may have been dropped.
  const kept = await Bun.file(join(folder, "floor.json")).exists();
  expect(run.code).toBe(kept ? 0 : 3);
  expect(run.stdout).toContain(kept ? "2 pairs" : "of 2 pairs can be used");
  expect(await leftBy(run.pid)).toEqual([]);
}, 240_000);

test.each([
  [["ab", "--base", "no-such-branch"], "Cannot compare with 'no-such-branch': git knows no such"],
  [["ab"], "Say what to compare with: --base REF"],
  [
    ["ab", "--base-url", "http://127.0.0.1:1/", "--head", "HEAD"],
    "Cannot reach http://127.0.0.1:1",
  ],
  [
    ["ab", "--base-cmd", "exit 1", "--head-cmd", "exit 1"],
    "The server that 'exit 1' should start does not answer",
  ],
])(
  "%j exits with 2 and one clear line, and leaves nothing behind",
  async (argv, message) => {
    const run = await bench(...argv, ...TINY);
    expect(run.stderr).toContain(message);
    expect(run.stderr).not.toMatch(/\n\s+at /);
    expect(run.code).toBe(2);
    expect(await leftBy(run.pid)).toEqual([]);
  },
  60_000,
);
