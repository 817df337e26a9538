import { afterEach, beforeEach, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchError, EXIT } from "../bench-error.ts";
import { commandSide } from "./command.ts";
import { requireDelivery } from "./delivery.ts";
import { cpuUs, US_PER_TICK } from "./usage.ts";
import { type RunningServer, withTopic } from "./server.ts";
import { groupMembers } from "./process-group.ts";
import { flagsIn, revisionSide } from "./revision.ts";
import type { ComparedSide } from "./server.ts";
import { openSide, type SideChoice } from "./sides.ts";
import { threadsOf } from "./target.ts";
import { Worktrees } from "./worktree.ts";

const OTHERS_SERVER = `'${process.execPath}' '${join(import.meta.dir, "test-event-server.ts")}'`;
const HONO = `'${process.execPath}' '${join(import.meta.dir, "programs/hono.ts")}'`;
const signal = new AbortController().signal;
const usual = { events: "/events", publish: "/events" };
const own = { events: "/stream", publish: "/publish" };
let folder = "";
let worktrees: Worktrees;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "streamgauge-sides-"));
  worktrees = new Worktrees(folder);
});

afterEach(async () => {
  await worktrees.remove();
  await rm(folder, { recursive: true, force: true });
});

function open(choice: SideChoice): Promise<ComparedSide> {
  return openSide(choice, worktrees, { heldConnections: 10 }, signal);
}

/** Whether a published event arrives on a stream that was opened before. */
async function delivers(peer: RunningServer): Promise<string> {
  const stream = await fetch(withTopic(peer.eventsUrl, "t"));
  const body = peer.publishBody("t", "something");
  const headers = { "content-type": "application/json" };
  const answer = await fetch(withTopic(peer.publishUrl, "t"), { method: "POST", headers, body });
  await answer.body?.cancel();
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("something")) text += (await reader?.read())?.value ?? "";
  await reader?.cancel();
  return text;
}

test("a command that takes PORT is started, measured and ended with all of its processes", async () => {
  // The shell keeps running beside the server: both belong to the side.
  const side = await open({
    kind: "command",
    command: `${OTHERS_SERVER}; true`,
    ref: undefined,
    paths: own,
  });
  expect(side.side).toEqual({ name: `${OTHERS_SERVER}; true` });
  const peer = await side.start(10);
  expect(peer.eventsUrl.pathname).toBe("/stream");
  const pids = peer.pids();
  expect(pids.length).toBeGreaterThanOrEqual(2);
  expect(await delivers(peer)).toContain("data: something");
  await peer.stop();
  expect(pids.filter(isRunning)).toEqual([]);
});

/** Starts a process at each publish and answers with it: one that stays, or one that works and has ended by then. */
const FORKING_SERVER = `
  const WORK = "i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done";
  const sse = { headers: { "content-type": "text/event-stream" } };
  Bun.serve({
    hostname: "127.0.0.1",
    port: Bun.env.PORT,
    async fetch(request) {
      if (request.method === "GET") return new Response(": hello\\n\\n", sse);
      const { data } = await request.json();
      if (data === "stay") return Response.json(Bun.spawn(["cat"], { stdin: "pipe" }).pid);
      const worker = Bun.spawn(["sh", "-c", WORK]);
      await worker.exited;
      return Response.json(Number(worker.resourceUsage().cpuTime.total));
    },
  });
`;

test("the processes of a command are those it has now, also if it starts some later", async () => {
  const file = join(folder, "forking.ts");
  await Bun.write(file, FORKING_SERVER);
  const command = `'${process.execPath}' '${file}'`;
  const peer = await commandSide(command, usual, undefined).start(10);
  try {
    const publish = async (data: string): Promise<number> => {
      const body = peer.publishBody("t", data);
      return Number(await (await fetch(peer.publishUrl, { method: "POST", body })).text());
    };
    const pids = peer.pids();
    const stays = await publish("stay");
    expect(peer.pids().filter((pid) => !pids.includes(pid))).toEqual([stays]);

    const beforeUs = cpuUs(peer.pids()) ?? Number.NaN;
    const workUs = await publish("work");
    const usedUs = (cpuUs(peer.pids()) ?? Number.NaN) - beforeUs;
    // The system counts in ticks, and rounds down.
    expect(usedUs).toBeGreaterThanOrEqual(workUs - 2 * US_PER_TICK);
  } finally {
    await peer.stop();
  }
});

test("a command that prints where it listens is reached there", async () => {
  const side = await open({ kind: "command", command: HONO, ref: undefined, paths: usual });
  const peer = await side.start(10);
  expect(await delivers(peer)).toContain("data: something");
  const pids = peer.pids();
  await peer.stop();
  expect(pids.filter(isRunning)).toEqual([]);
});

test.each([
  ["exit 3", "The server that 'exit 3' should start does not answer"],
  [HONO, "is not an event stream: it answered 404"],
])("a side that cannot be measured says why: %s", async (command, message) => {
  const paths = { events: "/nowhere", publish: "/nowhere" };
  const opening = open({ kind: "command", command, ref: undefined, paths });
  const error = await opening.catch((reason: unknown) => reason);
  if (!(error instanceof BenchError)) throw new Error("It was not a BenchError");
  expect(error.message).toContain(message);
});

test("a server that refuses its first event is refused, with the exit code that was asked for", async () => {
  const command = `${OTHERS_SERVER} errors`;
  const choice = { kind: "command", command, ref: undefined, paths: own } as const;
  const openAs = (exitCode: number) =>
    openSide(choice, worktrees, { heldConnections: 10 }, signal, exitCode);
  await expect(openAs(EXIT.failed)).rejects.toMatchObject({
    exitCode: EXIT.failed,
    message: expect.stringMatching(/did not accept an event at .*: answered 500: it broke$/),
  });
  await expect(open(choice)).rejects.toMatchObject({ exitCode: EXIT.usage });
});

test("requireDelivery() refuses a server that accepts events and delivers none", async () => {
  const peer = await commandSide(`${OTHERS_SERVER} deaf`, own, undefined).start(10);
  try {
    await expect(requireDelivery(peer, "it", EXIT.usage, 100)).rejects.toThrow(
      "Cannot measure it: an event that it accepted did not arrive within 0.1 s at",
    );
  } finally {
    await peer.stop();
  }
});

test("an address is used as given, or as an origin, and nothing is known of its processes", async () => {
  const command = await open({
    kind: "command",
    command: OTHERS_SERVER,
    ref: undefined,
    paths: own,
  });
  const server = await command.start(10);
  try {
    for (const url of [server.eventsUrl, new URL("/", server.eventsUrl)]) {
      const side = await open({ kind: "address", url, paths: own });
      expect([side.isForeign, side.side.name]).toEqual([true, url.href]);
      const peer = await side.start(10);
      expect(peer.pids()).toEqual([]);
      expect(await delivers(peer)).toContain("data: something");
      await peer.stop();
    }
  } finally {
    await server.stop();
  }
});

test("a revision without a hub is refused, and the message says how to compare it", async () => {
  await expect(open({ kind: "revision", ref: "worktree" })).rejects.toThrow(
    "Cannot start 'worktree': it has no server/main.ts; start it with --base-cmd or --head-cmd",
  );
});

test("a revision whose hub has no --threads is refused if it is to have several", async () => {
  await mkdir(join(folder, "server"));
  await Bun.write(join(folder, "server/main.ts"), "console.log('  --port N   port');");
  const checkout = { side: { name: "v0.1" }, folder };
  await expect(revisionSide(checkout, 2)).rejects.toMatchObject({
    exitCode: EXIT.usage,
    message: expect.stringContaining("Cannot start 'v0.1' with --hub-threads"),
  });
  expect((await revisionSide(checkout, undefined)).side).toEqual({ name: "v0.1" });
});

test("a side that is a revision has as many threads as asked for", async () => {
  const here = new Worktrees(join(import.meta.dir, "../.."));
  const load = { heldConnections: 10, hubThreads: 2 };
  const side = await openSide({ kind: "revision", ref: "worktree" }, here, load, signal);
  const hub = await side.start(10);
  try {
    expect(await threadsOf(hub.eventsUrl)).toBe(2);
  } finally {
    await hub.stop();
  }
});

test("flagsIn() finds the flags that a help text lists, and no dashes inside words", () => {
  const help = "  --port N   port; see well--known\n  --max-body BYTES  as --max-body=1\n -h";
  expect([...flagsIn(help)]).toEqual(["--port", "--max-body"]);
});

test("groupMembers() of a group that does not exist is empty", () => {
  expect(groupMembers(2 ** 30)).toEqual([]);
});

/** A process that has ended but was not waited for does not count as running. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
