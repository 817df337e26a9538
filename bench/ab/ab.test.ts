/**
 * `bench ab` and `bench calibrate` in a clone of this repository, with real worktrees, hubs and clients. Runs
 * that are interrupted or refused are processes, as people start them. Complete comparisons run in this process, on a
 * machine that reports no disturbance: other tests run at the same time, and a disturbed pair would be dropped.
 */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, watch } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SHARE_METRICS } from "../comparison/speed-limit.ts";
import { folderPrefix } from "../servers/worktree.ts";
import { runTool } from "../servers/tool.ts";
import { INTERRUPTED_FILE } from "./command.ts";
import { readNoiseFloors } from "./noise-floor.ts";
import {
  compare,
  comparisonIn,
  environment,
  OTHERS_PATHS,
  OTHERS_SERVER,
  screenThat,
  STILL,
  TINY,
} from "./test-ab.ts";
import { runBench, spawnBench as spawnTheBench } from "../test-bench.ts";
import { nightly } from "../test-nightly.ts";

const home = process.cwd();
let folder = "";
let clone = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "streamgauge-abtest-"));
  clone = join(folder, "clone");
  const cloning = ["git", "clone", "--quiet", join(import.meta.dir, "../.."), clone];
  const { isDone, stderr } = await runTool(cloning, { cwd: folder });
  if (!isDone) throw new Error(stderr);
  process.chdir(clone);
});

afterAll(() => {
  process.chdir(home);
  return rm(folder, { recursive: true, force: true });
});

const spawnBench = (...argv: string[]) => spawnTheBench(argv, clone);
const bench = (...argv: string[]) => runBench(argv, clone);

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

const SAME = ["ab", "--base", "HEAD", "--head", "HEAD"];

test("ab compares two revisions, says so, and leaves nothing behind", async () => {
  const json = join(folder, "same.json");
  const markdown = join(folder, "same.md");
  const run = await compare([...SAME, "--budget", "1", "--json", json, "--markdown", markdown]);
  const { rounds, dropped, config, base, head, isPartial, metrics } = await comparisonIn(json);
  expect([rounds.length, dropped]).toEqual([1, []]);
  expect([isPartial, base.commit]).toEqual([false, head.commit]);
  expect(config).toMatchObject({
    connections: 20,
    durationS: 0.1,
    budgetS: 1,
    maxRegression: 0.05,
  });
  for (const figures of rounds.flatMap((round) => [round.base, round.head])) {
    expect(figures).toMatchObject({ lost: 0, duplicated: 0 });
    expect(figures.delivered).toBeGreaterThan(0);
    for (const name of SHARE_METRICS) expect(figures[name]).toBeGreaterThan(0);
  }
  expect(metrics.map(({ verdict }) => verdict)).not.toContain("regressed");
  expect(run.code).toBe(0);
  expect(run.stdout).toContain("base HEAD (");
  expect(await Bun.file(markdown).text()).toContain("deliveries_per_second");
  expect(await leftBy(process.pid)).toEqual([]);
}, 60_000);

nightly(
  "ab of two servers of another project ends once a second pair confirms that one loses a delivery",
  async () => {
    const json = join(folder, "losing.json");
    const sides = ["--base-cmd", OTHERS_SERVER, "--head-cmd", `${OTHERS_SERVER} 1000`];
    const run = await compare(["ab", ...sides, ...OTHERS_PATHS, "--budget", "1", "--json", json]);
    const { rounds, metrics, base } = await comparisonIn(json);
    expect(base).toEqual({ name: OTHERS_SERVER });
    const faults = { duplicated: 0, refused: 0, connections_lost: 0 };
    const counts = {
      delivered: expect.any(Number),
      published: expect.any(Number),
      connections: 60,
    };
    const pair = {
      base: { lost: 0, ...faults, ...counts },
      head: { lost: 1, ...faults, ...counts },
    };
    expect(rounds).toMatchObject([pair, pair]);
    expect(metrics[0]).toMatchObject({ name: "lost", base: 0, head: 2, verdict: "regressed" });
    expect(run.code).toBe(99);
    expect(await leftBy(process.pid)).toEqual([]);
  },
  60_000,
);

test.each([
  ["ab", [...SAME, "--budget", "1"], "other programs used 100 % of the machine"],
  [
    "calibrate",
    ["calibrate", "--budget", "1"],
    "Only 0 of 10 pairs can be used, so nothing was stored",
  ],
])(
  "%s drops a pair that others on the machine disturbed, and exits with 3",
  async (_command, argv, message) => {
    const file = join(folder, "none.json");
    const machine = { ...STILL, watchOthers: () => () => 1 };
    const run = await compare([...argv, "--file", file], { machine });
    expect(run).toEqual({ code: 3, stdout: expect.stringContaining(message) });
    expect(await Bun.file(file).exists()).toBe(false);
  },
  60_000,
);

nightly(
  "calibrate keeps the noise of this machine where ab finds it",
  async () => {
    const file = join(folder, "floor.json");
    let checkouts = 0;
    const screen = screenThat((line) => {
      if (!line.startsWith("pair 1:") || checkouts > 0) return;
      const { stdout } = Bun.spawnSync(["git", "worktree", "list"], { cwd: clone });
      checkouts = stdout.toString().trim().split("\n").length;
    });
    const argv = ["calibrate", "--rounds", "2", "--budget", "60s", "--file", file];
    const run = await compare(argv, { screen });
    expect(checkouts).toBe(2);
    expect(run).toEqual({ code: 0, stdout: expect.stringContaining("2 pairs") });
    const load = { connections: 20, rate: 40, durationS: 0.1, sizeBytes: 64, workers: 1 };
    const floor = await readNoiseFloors(file, environment, load);
    expect(floor).toMatchObject({
      pairs: 2,
      spreads: { deliveries_per_second: expect.any(Number) },
    });
    expect(await leftBy(process.pid)).toEqual([]);
  },
  60_000,
);

/** Interrupts a run as a terminal does: the whole foreground group gets the signal. */
async function interrupted(child: Bun.ReadableSubprocess): Promise<number> {
  process.kill(-child.pid, "SIGINT");
  return child.exited;
}

/** Resolves when the first hub of a pair starts: each side has been started once before, to see that it can be. */
function untilMeasuring(): Promise<void> {
  const logs = join(clone, ".streamgauge");
  mkdirSync(logs, { recursive: true });
  const started = new Set<string>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const watcher = watch(logs, (_event, name) => {
    if (name?.startsWith("bench-")) started.add(name);
    if (started.size > 2) resolve();
  });
  return promise.finally(() => watcher.close());
}

test("Ctrl-C saves and judges what was measured, and leaves no worktree, file or process", async () => {
  const json = join(folder, "partial.json");
  const measuring = untilMeasuring();
  const child = spawnBench(...SAME, ...TINY, "--json", json);
  await measuring;
  expect(await interrupted(child)).toBe(3);
  const { isPartial, warnings } = await comparisonIn(json);
  expect(isPartial).toBe(true);
  expect(warnings).toContain("interrupted: the verdict rests on the rounds until then");
  expect(await leftBy(child.pid)).toEqual([]);
}, 120_000);

test("Ctrl-C while it checks out leaves nothing either", async () => {
  const child = spawnBench(...SAME, ...TINY);
  await untilSaid(child, /checking out/);
  expect(await interrupted(child)).toBe(3);
  expect(await leftBy(child.pid)).toEqual([]);
}, 120_000);

nightly(
  "what is interrupted is kept in a file of its own where none was named",
  async () => {
    const interruption = new AbortController();
    const screen = screenThat((line) => {
      if (/pair 1: (base|head), /.test(line)) interruption.abort();
    });
    const run = await compare(SAME, { signal: interruption.signal, screen });
    expect(run.code).toBe(3);
    expect(await comparisonIn(join(clone, INTERRUPTED_FILE))).toMatchObject({ isPartial: true });
  },
  60_000,
);

async function untilSaid(child: Bun.ReadableSubprocess, words: RegExp): Promise<void> {
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!words.test(said)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`It ended without ${words}: ${said}`);
    said += value;
  }
}

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
