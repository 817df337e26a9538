import { Database } from "bun:sqlite";
import { afterAll, describe, expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogUnavailableError } from "../event-log.ts";
import { MAX_EVICTED_TOPICS } from "../evicted-topics.ts";
import { LogReader } from "./reader.ts";
import { openTestLog } from "./test-log.ts";
import { LogWriter, type WriterOptions } from "./writer.ts";

const folder = mkdtempSync(join(tmpdir(), "streamgauge-writer-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newPath = () => join(folder, `${files++}.db`);

const HOUR_MS = 3_600_000;

function newWriter(path: string, options: Partial<WriterOptions> = {}, wallMs = Date.now) {
  const retention = { maxCount: 1_000, maxBytes: 1e9, maxAgeMs: Infinity };
  return new LogWriter({ path, durability: "disk", retention, newEpoch: "e", ...options }, wallMs);
}

const draft = (data: string) => ({ topics: ["t"], data });

/** All events from the first to the last position. */
function readAll(reader: LogReader, head: number) {
  return reader.read(
    Array.from({ length: head }, (_, index) => index + 1),
    1e9,
  );
}

describe("LogWriter", () => {
  test.each([
    ["disk", "disk", "e", "everything was synced"],
    ["process", "process", "later", "the last events may not have reached the disk"],
    ["process", "disk", "later", "the last events may not have reached the disk"],
    ["disk", "process", "later", "new events may be lost, and their successors need other ids"],
    ["memory", "memory", "later", "nothing was ever synced"],
  ] as const)("continues after %s with %s under the epoch '%s': %s", (was, is, epoch) => {
    const path = newPath();
    const first = newWriter(path, { durability: was });
    first.append([draft("a"), draft("b")]);
    first.close();
    const second = newWriter(path, { durability: is, newEpoch: "later" });
    expect([second.epoch, second.bounds]).toEqual([epoch, { tail: 1, head: 2 }]);
    expect(second.append([draft("c")]).positions).toEqual([3]);
    const reader = new LogReader(path);
    expect(readAll(reader, 3).map(({ id }) => id)).toEqual(["e-1", "e-2", `${epoch}-3`]);
    reader.close();
    second.close();
  });

  test.each(["process", "memory"] as const)(
    "with --durability %s no id names two events, whatever a power loss took back",
    (durability) => {
      const path = newPath();
      const first = newWriter(path, { durability });
      first.append([draft("a")]);
      first.close();
      const afterwards = newPath();
      copyFileSync(path, afterwards);
      // Never closed: after the power loss the file is as it was before this writer opened it.
      newWriter(path, { durability, newEpoch: "f" }).append([draft("taken back")]);

      const next = newWriter(afterwards, { durability, newEpoch: "g" });
      expect(next.append([draft("b")]).positions).toEqual([2]);
      const reader = new LogReader(afterwards);
      expect(readAll(reader, 2).map(({ id, data }) => [id, data])).toEqual([
        ["e-1", "a"],
        ["g-2", "b"],
      ]);
      // A reader that had the lost event gets a gap.
      expect(reader.positionOf("f-2")).toBeUndefined();
      reader.close();
      next.close();
    },
  );

  test("forgets surplus epochs without events, but none with events", () => {
    const path = newPath();
    const process = { durability: "process" } as const;
    const first = newWriter(path, process);
    first.append([draft("a")]);
    first.close();
    for (let start = 0; start < 1_010; start++) {
      newWriter(path, { ...process, newEpoch: `f${start}` }).close();
    }
    const last = newWriter(path, { ...process, newEpoch: "g" });
    last.append([draft("b")]);
    const reader = new LogReader(path);
    expect(readAll(reader, 2).map(({ id }) => id)).toEqual(["e-1", "g-2"]);
    expect(["e", "f0", "f1009", "g"].map((name) => reader.hasEpoch(name))).toEqual([
      true,
      false,
      true,
      true,
    ]);
    reader.close();
    last.close();
  });

  test("stores nothing of a failed batch, and continues", () => {
    const writer = newWriter(newPath());
    writer.append([draft("a")]);
    const broken = { topics: ["t"], data: "b", retryMs: 0.5 };
    expect(() => writer.append([draft("lost with it"), broken])).toThrow();
    expect(writer.append([draft("c")]).positions).toEqual([2]);
    writer.close();
  });

  test("waits while another process holds the file, and stores nothing if that takes too long", () => {
    const path = newPath();
    const writer = newWriter(path, { busyTimeoutMs: 20 });
    const other = new Database(path);
    other.run("BEGIN IMMEDIATE");
    expect(() => writer.append([draft("a")])).toThrow("database is locked");
    other.run("ROLLBACK");
    other.close();
    expect(writer.append([draft("b")]).positions).toEqual([1]);
    writer.close();
  });

  test("keeps order and age when the clock is set back", () => {
    let nowMs = 10 * HOUR_MS;
    const retention = { maxCount: 1_000, maxBytes: 1e9, maxAgeMs: HOUR_MS };
    const path = newPath();
    const writer = newWriter(path, { retention }, () => nowMs);
    writer.append([draft("a")]);
    nowMs -= 5 * HOUR_MS;
    expect(writer.append([draft("b")]).positions).toEqual([2]);
    expect(writer.retain(100)).toBe(false);
    nowMs += 5 * HOUR_MS;
    writer.append([draft("c")]);
    expect(writer.bounds).toEqual({ tail: 1, head: 3 });
    nowMs += 2 * HOUR_MS;
    writer.append([draft("d")]);
    writer.retain(100);
    expect(writer.bounds).toEqual({ tail: 4, head: 4 });
    writer.close();
  });

  test("retain() takes small steps, down to 1 % below an exceeded limit", () => {
    const retention = { maxCount: 1_000, maxBytes: 1e9, maxAgeMs: Infinity };
    const writer = newWriter(newPath(), { retention });
    writer.append(Array.from({ length: 1_000 }, (_, index) => draft(String(index))));
    expect(writer.retain(5)).toBe(false);
    writer.append([draft("one more")]);
    const tails = [writer.bounds.tail];
    while (writer.retain(5)) tails.push(writer.bounds.tail);
    expect(tails).toEqual([1, 6, 11]);
    expect(writer.bounds).toEqual({ tail: 12, head: 1_001 });
    writer.close();
  });
});

describe("LogReader", () => {
  test("finds ids of every epoch so far, and none that a crash took back", () => {
    const path = newPath();
    newWriter(path, { durability: "process" }).append([draft("a"), draft("b")]);
    const second = newWriter(path, { newEpoch: "f" });
    second.append([draft("c")]);
    const reader = new LogReader(path);
    const places = ["e-0", "e-2", "e-3", "f-2", "f-3", "g-1"].map((id) => reader.positionOf(id));
    expect(places).toEqual([0, 2, undefined, 2, 3, undefined]);
    const ids = [0, 1, 2, 3].map((position) => reader.idAt(position));
    expect(ids).toEqual(["e-0", "e-1", "e-2", "f-3"]);
    reader.close();
    second.close();
  });

  test("reads no more text than requested, but at least one event", () => {
    const path = newPath();
    const writer = newWriter(path);
    writer.append(Array.from({ length: 100 }, () => draft("x".repeat(1_000))));
    const reader = new LogReader(path);
    const { positions } = reader.select(0, ["t"], 100, 100);
    expect(reader.read(positions, 20_000).length).toBe(20);
    expect(reader.read(positions, 1).length).toBe(1);
    reader.close();
    writer.close();
  });
});

test("for more topics than it remembers, a log reports a gap for removed events even if nothing may be missing", () => {
  const retention = { maxCount: 1, maxBytes: 1e9, maxAgeMs: Infinity };
  const path = newPath();
  const writer = newWriter(path, { durability: "memory", retention });
  const count = MAX_EVICTED_TOPICS + 2;
  for (let from = 0; from < count; from += 10_000) {
    const size = Math.min(10_000, count - from);
    writer.append(
      Array.from({ length: size }, (_, n) => ({ topics: [`t/${from + n}`], data: "" })),
    );
  }
  while (writer.retain(2_000)) continue;
  const reader = new LogReader(path);
  const lost = (after: number, topic: string) => reader.select(after, [topic], count, 10).lost;
  expect(lost(count - 2, `t/${count - 2}`)).toBe(count - 1);
  expect(lost(count - 2, "never")).toBeUndefined();
  expect(lost(20_000, "never")).toBeUndefined();
  expect(lost(0, "never")).toBe(count - 1);
  reader.close();
  writer.close();
}, 60_000);

test("a log of version 1 is upgraded with its events, their ids and an index", () => {
  const path = newPath();
  const old = new Database(path);
  old.run(`
    CREATE TABLE event (position INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, end_bytes INTEGER NOT NULL, id TEXT,
      topics TEXT NOT NULL, type TEXT, retry_ms INTEGER, data TEXT NOT NULL) STRICT;
    CREATE UNIQUE INDEX event_by_id ON event(id) WHERE id IS NOT NULL;
    CREATE TABLE epoch (first_position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE session (only INTEGER PRIMARY KEY CHECK (only = 1), boot_id TEXT NOT NULL, is_synced INTEGER NOT NULL) STRICT;
    INSERT INTO epoch VALUES (1, 'old'), (5, 'newer');
    INSERT INTO session VALUES (1, 'boot', 1);
    INSERT INTO event VALUES (4, 1, 100, NULL, 'a', NULL, 0, 'one'), (5, 2, 200, 'mine', 'b' || char(10) || 'a', 'x', NULL, 'two'),
      (6, 3, 300, NULL, 'b', NULL, NULL, 'three');
    PRAGMA application_id = 1397186933;
    PRAGMA user_version = 1;
  `);
  old.close();
  const writer = newWriter(path, { newEpoch: "e" });
  writer.append([draft("four")]);
  const reader = new LogReader(path);
  const ids = reader.read([4, 5, 6, 7], 1e6).map(({ id }) => id);
  expect(ids).toEqual(["old-4", "mine", "newer-6", "e-7"]);
  // A retry that would be refused today is not sent either.
  expect(reader.read([4], 1)[0]?.retryMs).toBe(100);
  expect(reader.select(3, ["a"], 7, 10)).toEqual({ positions: [4, 5], end: 7, lost: undefined });
  expect(reader.select(4, ["b", "t"], 7, 10).positions).toEqual([5, 6, 7]);
  // The topics of the events that were removed before are unknown.
  expect(reader.select(2, ["never"], 7, 10).lost).toBe(3);
  expect(reader.positionOf("old-4")).toBe(4);
  reader.close();
  writer.close();
});

describe("--retain-mb", () => {
  test.each([
    ["ASCII", () => ({ topics: ["orders"], data: "x".repeat(1_000) })],
    ["Chinese, three bytes per character", () => ({ topics: ["orders"], data: "水".repeat(400) })],
    [
      "topics that are longer than the data",
      (count: number) => ({
        topics: Array.from({ length: 32 }, (_, n) => `topic/${count % 50}/${n}`.padEnd(100, ".")),
        data: "",
      }),
    ],
    [
      "short events with publisher ids",
      (count: number) => ({ topics: ["orders"], data: "paid", id: `order-${count}-a-longer-id` }),
    ],
  ])("bounds the file, whatever it contains: %s", (_what, draftOf) => {
    const path = newPath();
    const maxBytes = 4_000_000;
    const retention = { maxCount: 1e6, maxBytes, maxAgeMs: Infinity };
    const writer = newWriter(path, { durability: "memory", retention });
    for (let count = 0; writer.bounds.tail < 200;) {
      writer.append(Array.from({ length: 200 }, () => draftOf(count++)));
      while (writer.retain(2_000)) continue;
    }
    writer.close();
    const { size } = statSync(path);
    expect(size).toBeGreaterThan(maxBytes / 1.5);
    expect(size).toBeLessThan(maxBytes * 1.5);
  });
});

test("SqliteLog reports once that it cannot store events, and once that it can again", async () => {
  const notices: string[] = [];
  const log = await openTestLog(newPath(), { onNotice: (text) => notices.push(text) });
  const broken = { topics: ["t"], data: "b", retryMs: 0.5 };
  const refusal = () => log.append([broken]).catch((error: unknown) => error);
  expect([await refusal(), await refusal()]).toEqual([
    expect.any(LogUnavailableError),
    expect.any(LogUnavailableError),
  ]);
  expect((await log.append([draft("a")])).positions).toEqual([1]);
  expect(notices).toEqual([
    expect.stringMatching(/^The log cannot store events: /),
    "The log stores events again",
  ]);
  await log.close();
});
