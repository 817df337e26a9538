/** Faults of a log file, each caused for real under a hub in a process of its own. */

import { afterAll, describe, expect, test } from "bun:test";
import {
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listening, openStream, post, publish, spawnBy, spawnHub, startHub } from "./test-hub.ts";

const folder = mkdtempSync(join(tmpdir(), "streamgauge-log-faults-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PAGE_BYTES = 4096;

/** The log left by a hub that ended cleanly, with `count` events in it. */
async function writtenLog(name: string, count: number): Promise<string> {
  const path = join(folder, name);
  const hub = await startHub("--log", `sqlite:${path}`, "--drain", "0");
  const data = "x".repeat(500);
  await Promise.all(Array.from({ length: count }, () => publish(hub.origin, "a", data)));
  await hub.stop("SIGTERM");
  return path;
}

/** The message of a hub that does not start; it must exit with 1 by itself. */
async function refusalOf(child: ReturnType<typeof spawnHub>): Promise<string> {
  const said = await new Response(child.stderr).text();
  expect(await child.exited).toBe(1);
  return said;
}

function refusalFor(path: string): Promise<string> {
  return refusalOf(spawnHub("--port", "0", "--log", `sqlite:${path}`));
}

describe("a hub refuses to start, and says why, on a log that", () => {
  test("was truncated", async () => {
    const path = await writtenLog("truncated.db", 200);
    truncateSync(path, Math.floor(statSync(path).size / 2 / PAGE_BYTES) * PAGE_BYTES);
    expect(await refusalFor(path)).toContain(
      `Cannot use ${path} as the log: the log file is damaged`,
    );
  });

  test("is not a log", async () => {
    const path = join(folder, "text.db");
    writeFileSync(path, "This is a letter, not a database.".repeat(100));
    expect(await refusalFor(path)).toContain("damaged, or not a log");
  });

  test("is a database of something else", async () => {
    const path = join(folder, "other.db");
    const { Database } = await import("bun:sqlite");
    const other = new Database(path);
    other.run("CREATE TABLE invoice (number INTEGER)");
    other.close();
    expect(await refusalFor(path)).toContain("it is some other database");
  });

  test("was written by a newer version", async () => {
    const path = await writtenLog("newer.db", 1);
    const { Database } = await import("bun:sqlite");
    const newer = new Database(path);
    newer.run("PRAGMA user_version = 99");
    newer.close();
    expect(await refusalFor(path)).toContain("its version is 99: expected at most 2");
  });

  test("is in a folder that cannot be created", async () => {
    writeFileSync(join(folder, "file"), "");
    expect(await refusalFor(join(folder, "file", "log.db"))).toContain("Cannot use");
  });

  test("is on a read-only file system", async () => {
    const path = await writtenLog("read-only/log.db", 1);
    const disk = join(folder, "read-only");
    const child = spawnBy(
      inNamespace(`mount --bind ${disk} ${disk} && mount -o remount,bind,ro ${disk}`),
      "--port",
      "0",
      "--log",
      `sqlite:${path}`,
    );
    expect(await refusalOf(child)).toContain("read-only");
  });
});

/** A command that mounts something in a namespace of its own and then runs another command. */
function inNamespace(changes: string): string[] {
  return ["unshare", "-rm", "sh", "-c", `${changes} && exec "$0" "$@"`, process.execPath];
}

describe("while a hub runs", () => {
  test("on a full disk publishes get 503 and no stream ends; with room again, publishing recovers", async () => {
    const disk = mkdtempSync(join(folder, "full-"));
    const mount = inNamespace(`mount -t tmpfs -o size=4m none ${disk}`);
    const flags = ["--port", "0", "--log", `sqlite:${join(disk, "log.db")}`];
    const hub = await listening(spawnBy(mount, ...flags));
    const stream = await openStream(hub.origin, "topic=a&topic=$stats");
    const data = "x".repeat(10_000);
    const first = await publish(hub.origin, "a", data);

    const ballast = join(`/proc/${hub.child.pid}/root`, disk, "ballast");
    fillDisk(ballast);
    let refused = await post(hub.origin, { topic: "a", data });
    while (refused.ok) refused = await post(hub.origin, { topic: "a", data });
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(await refused.json()).toMatchObject({
      title: "Service Unavailable",
      detail: "The log cannot store events: the disk is full (SQLITE_FULL)",
    });
    const stats = await fetch(`${hub.origin}/stats`).then((answer) => answer.json());
    expect(stats.totals.unstored).toBeGreaterThanOrEqual(1);
    // The hub's own statistics are not stored, so they show that the stream is alive.
    const seenStats = () => stream.events.filter(({ event }) => event === "stats").length;
    const before = seenStats();
    while (seenStats() === before) await stream.readMore();

    unlinkSync(ballast);
    const last = await publish(hub.origin, "a", "room again");
    while (!stream.events.some(({ id }) => id === last)) await stream.readMore();
    const ids = stream.events.flatMap(({ id, event }) => (event === undefined ? [id] : []));
    const epoch = first.split("-")[0];
    expect(ids).toEqual(ids.map((_, index) => `${epoch}-${index + 1}`));
    await hub.stop();
  });

  test("a deleted log file is rewritten with all its events", async () => {
    const path = join(mkdtempSync(join(folder, "deleted-")), "log.db");
    const hub = await startHub("--log", `sqlite:${path}`);
    const ids = [await publish(hub.origin, "a", "0"), await publish(hub.origin, "a", "1")];
    for (const part of ["", "-wal", "-shm"]) rmSync(path + part, { force: true });
    ids.push(await publish(hub.origin, "a", "2"));
    // Reads now come from the new file.
    const replay = await openStream(hub.origin, `topic=a&lastEventID=${ids[0]}`);
    expect((await replay.until(2)).map(({ data }) => data)).toEqual(["1", "2"]);
    await hub.stop();

    const again = await startHub("--log", `sqlite:${path}`);
    const all = await openStream(again.origin, `topic=a&lastEventID=${ids[0]?.split("-")[0]}-0`);
    expect((await all.until(3)).map(({ id, data }) => [id, data])).toEqual(
      ids.map((id, index) => [id, String(index)]),
    );
    await again.stop();
  });

  test("a file that replaces the log is left alone, and publishes are refused", async () => {
    const path = join(mkdtempSync(join(folder, "replaced-")), "log.db");
    const hub = await startHub("--log", `sqlite:${path}`);
    await publish(hub.origin, "a", "0");
    unlinkSync(path);
    writeFileSync(path, "somebody else's");
    const refused = await post(hub.origin, { topic: "a", data: "1" });
    expect(await refused.json()).toMatchObject({
      status: 503,
      detail: expect.stringContaining("another file has replaced the log"),
    });
    expect(await Bun.file(path).text()).toBe("somebody else's");
    await hub.stop();
  });

  test("a truncated log file accepts no more events, and the hub says so", async () => {
    const path = await writtenLog("shortened.db", 200);
    const hub = await startHub("--log", `sqlite:${path}`);
    await publish(hub.origin, "a", "0");
    truncateSync(path, PAGE_BYTES);
    const refused = await post(hub.origin, { topic: "a", data: "1" });
    expect(await refused.json()).toMatchObject({
      status: 503,
      detail: expect.stringContaining("the log file is damaged: it was truncated"),
    });
    await hub.stop();
  });

  test("publishes wait while another process holds the log, and succeed once it is released", async () => {
    const path = join(mkdtempSync(join(folder, "held-")), "log.db");
    const hub = await startHub("--log", `sqlite:${path}`);
    await publish(hub.origin, "a", "0");
    const stream = await openStream(hub.origin, "topic=a");
    await stream.readMore();
    const holder = await holdLog(path);
    const waiting = Promise.all(["1", "2"].map((data) => publish(hub.origin, "a", data)));
    // Everything that does not need the log keeps working.
    expect((await fetch(`${hub.origin}/health/ready`)).status).toBe(200);
    holder.kill();
    await waiting;
    expect((await stream.until(2)).map(({ data }) => data).toSorted()).toEqual(["1", "2"]);
    stream.close();
    await hub.stop();
  });

  test("a shutdown that cannot close the log in time exits with 1, and says so", async () => {
    const path = join(mkdtempSync(join(folder, "unclosed-")), "log.db");
    const hub = await startHub("--log", `sqlite:${path}`, "--drain", "0");
    await publish(hub.origin, "a", "0");
    const holder = await holdLog(path);
    const lost = publish(hub.origin, "a", "never acknowledged").catch(() => "refused");
    expect(await hub.stop("SIGTERM")).toBe(1);
    expect(await lost).toBe("refused");
    expect(await new Response(hub.child.stderr).text()).toContain("not closed in time");
    holder.kill();
  });

  test("events on a damaged page are reported as a gap, and reading continues after them", async () => {
    const path = await writtenLog("damaged.db", 2_000);
    overwritePage(path, Math.floor(statSync(path).size / PAGE_BYTES / 2));
    const hub = await startHub("--log", `sqlite:${path}`);
    const last = await publish(hub.origin, "a", "the end");
    const epoch = last.split("-")[0];
    const replay = await openStream(hub.origin, `topic=a&lastEventID=${epoch}-0`);
    while (replay.events.at(-1)?.id !== last) await replay.readMore();
    const gaps = replay.events.filter(({ event }) => event === "gap");
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.map(({ data }) => JSON.parse(data).reason)).toEqual(gaps.map(() => "unreadable"));
    const positions = replay.events.map(({ id = "" }) => Number(id.split("-")[1]));
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    await hub.stop();
  });
});

/** Another process that locks the log file until it is killed. */
async function holdLog(path: string) {
  const program = `
    const { Database } = require("bun:sqlite");
    const log = new Database(${JSON.stringify(path)});
    log.run("BEGIN IMMEDIATE");
    console.log("held");
    setInterval(() => {}, 1000);`;
  const child = Bun.spawn([process.execPath, "-e", program], { stdout: "pipe" });
  await child.stdout.getReader().read();
  return child;
}

/** Writes until nothing more fits. */
function fillDisk(path: string): void {
  const file = openSync(path, "w");
  const block = new Uint8Array(PAGE_BYTES);
  try {
    for (;;) writeSync(file, block);
  } catch {
    // It is full.
  } finally {
    closeSync(file);
  }
}

function overwritePage(path: string, page: number): void {
  const file = openSync(path, "r+");
  writeSync(file, new Uint8Array(PAGE_BYTES).fill(0xff), 0, PAGE_BYTES, page * PAGE_BYTES);
  closeSync(file);
}
