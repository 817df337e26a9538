/**
 * Four faults in the hub, as patches that a comparison must call regressed. Each is applied to its own worktree and
 * shown to do what it says. What `ab` said about them is in the README, because it takes minutes.
 */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startServer, bunCommand } from "../servers/process.ts";
import { nightly } from "../test-nightly.ts";

const ROOT = resolve(import.meta.dir, "../..");
const FAULTS = join(import.meta.dir, "faults");
const TIMEOUT_MS = 60_000;

let folder: string;
let tree: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "streamgauge-faults-"));
  tree = join(folder, "tree");
  git(ROOT, "worktree", "add", "--detach", tree, "HEAD");
  symlinkSync(join(ROOT, "node_modules"), join(tree, "node_modules"));
}, TIMEOUT_MS);

afterAll(() => {
  git(ROOT, "worktree", "remove", "--force", tree);
  rmSync(folder, { recursive: true });
}, TIMEOUT_MS);

function git(cwd: string, ...words: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(["git", ...words], { cwd });
  if (exitCode !== 0) throw new Error(`git ${words.join(" ")}: ${stderr.toString()}`);
}

/** Runs a hub with the fault, or without any. */
async function withHub(fault: string | undefined, use: (origin: string) => Promise<void>) {
  git(tree, "checkout", "--quiet", ".");
  if (fault !== undefined) git(tree, "apply", join(FAULTS, `${fault}.patch`));
  const flags = ["--port", "0", "--log", "memory", "--drain", "0"];
  const hub = await startServer("hub", bunCommand(join(tree, "server/main.ts"), ...flags));
  try {
    await use(hub.eventsUrl.origin);
  } finally {
    await hub.stop();
  }
}

async function publish(origin: string): Promise<void> {
  const body = new URLSearchParams({ topic: "a", data: "x" });
  expect((await fetch(`${origin}/events`, { method: "POST", body })).status).toBe(200);
}

/** The last event is a few dozen characters. */
const TAIL = 1_000;

/** Publishes `count` events and counts those that a stream delivers before the last one. */
async function received(origin: string, count: number, atOnce = 1): Promise<number> {
  const response = await fetch(`${origin}/events?topic=a`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  await reader?.read();
  const publishing = (async () => {
    for (let left = count; left > 0; left -= atOnce) {
      await Promise.all(Array.from({ length: Math.min(left, atOnce) }, () => publish(origin)));
    }
  })();
  let text = "";
  while (!text.slice(-TAIL).includes(`-${count}\n`)) {
    text += (await reader?.read())?.value ?? "";
  }
  await publishing;
  await reader?.cancel();
  return text.match(/^data:x$/gm)?.length ?? 0;
}

describe("the fault", () => {
  test.each(["encodes-each-delivery", "heavier-connections", "waits-at-each-publish"])(
    "%s applies to the current hub, which still delivers everything",
    (fault) => withHub(fault, async (origin) => expect(await received(origin, 20)).toBe(20)),
    TIMEOUT_MS,
  );

  nightly(
    "loses-one-in-10000 loses one of 10,001 events, which the hub without it does not",
    async () => {
      await withHub(undefined, async (origin) =>
        expect(await received(origin, 10_001, 100)).toBe(10_001),
      );
      // One at a time: events that arrive together share a write, and the fault loses one of 10,000 writes.
      await withHub("loses-one-in-10000", async (origin) =>
        expect(await received(origin, 10_001)).toBe(10_000),
      );
    },
    TIMEOUT_MS,
  );
});
