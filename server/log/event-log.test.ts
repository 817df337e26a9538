/** What every log keeps, whatever it stores its events in. */

import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Draft } from "#protocol";
import { adversarialTexts } from "../test-hub.ts";
import type { EventLog, Retention } from "./event-log.ts";
import { MemoryLog } from "./memory-log.ts";
import { openTestLog } from "./sqlite/test-log.ts";

const folder = mkdtempSync(join(tmpdir(), "streamgauge-log-"));
afterAll(() => rmSync(folder, { recursive: true }));

const plenty = { maxCount: 1_000, maxBytes: 1_000_000, maxAgeMs: Infinity };
const draft = (data: string, id?: string): Draft => ({
  topics: ["t"],
  data,
  ...(id === undefined ? {} : { id }),
});

let files = 0;

const kinds: [string, (retention: Retention) => Promise<EventLog>][] = [
  ["MemoryLog", async (retention) => new MemoryLog("e", retention, () => 0)],
  ["SqliteLog", (retention) => openTestLog(join(folder, `${files++}.db`), { retention })],
];

/** A log for the length of a test. */
async function withLog(
  openLog: (retention: Retention) => Promise<EventLog>,
  retention: Retention,
  use: (log: EventLog) => Promise<void>,
) {
  const log = await openLog(retention);
  try {
    await use(log);
  } finally {
    await log.close();
  }
}

/** Deleting goes on behind the batches: each one more gives it a turn. */
async function untilTail(log: EventLog, tail: number) {
  while (log.bounds.tail < tail) await log.append([]);
}

describe.each(kinds)("%s", (_, openLog) => {
  test("append() numbers the drafts in order, from batch to batch", () =>
    withLog(openLog, plenty, async (log) => {
      expect(await log.append([draft("a"), draft("b", "mine")])).toEqual([1, 2]);
      expect(await log.append([draft("c")])).toEqual([3]);
      expect(log.bounds).toEqual({ tail: 1, head: 3 });
      const ids = (await log.read(0, 10, 1e6)).map(({ id }) => id);
      expect(ids).toEqual(["e-1", "mine", "e-3"]);
    }));

  test("append() answers a repeated id with where it stands, within a batch and across", () =>
    withLog(openLog, plenty, async (log) => {
      expect(await log.append([draft("a", "x"), draft("b", "x")])).toEqual([1, 1]);
      expect(await log.append([draft("c", "x"), draft("d")])).toEqual([1, 2]);
      expect((await log.read(0, 10, 1e6)).map(({ data }) => data)).toEqual(["a", "d"]);
    }));

  test("read() gives back every field, and every text as it was", () =>
    withLog(openLog, plenty, async (log) => {
      const texts = adversarialTexts(200);
      const drafts = texts.map((data, index) => ({
        topics: ["a", `b/${index}`],
        data,
        type: `type ${index}`,
        retryMs: index,
      }));
      await log.append(drafts);
      const events = await log.read(0, 1_000, 1e9);
      expect(events).toEqual(
        drafts.map((fields, index) =>
          Object.assign({}, fields, { position: index + 1, id: `e-${index + 1}` }),
        ),
      );
    }));

  test("read() pages from any position, by count and by size, and from the tail when that is later", () =>
    withLog(openLog, { ...plenty, maxCount: 3 }, async (log) => {
      await log.append(["a", "b", "c", "d", "e"].map((data) => draft(data)));
      await untilTail(log, 3);
      const data = async (after: number, limit: number, maxBytes = 1e6) =>
        (await log.read(after, limit, maxBytes)).map((event) => event.data);
      expect(await data(0, 2)).toEqual(["c", "d"]);
      expect(await data(4, 10)).toEqual(["e"]);
      expect(await data(5, 10)).toEqual([]);
      expect(await data(0, 10, 1)).toEqual(["c"]);
    }));

  test("positionOf() knows ids of both kinds, and forgets a publisher's with its event", () =>
    withLog(openLog, { ...plenty, maxCount: 2 }, async (log) => {
      await log.append([draft("a", "x"), draft("b")]);
      expect(await Promise.all(["x", "e-2", "y"].map((id) => log.positionOf(id)))).toEqual([
        1,
        2,
        undefined,
      ]);
      await log.append([draft("c")]);
      await untilTail(log, 2);
      expect(await log.positionOf("x")).toBeUndefined();
    }));

  test("retains no more bytes than it may, and always the newest event", () =>
    withLog(openLog, { ...plenty, maxBytes: 10_000 }, async (log) => {
      for (let index = 0; index < 20; index++) await log.append([draft("x".repeat(1_000))]);
      await untilTail(log, 10);
      await log.append([draft("y".repeat(50_000))]);
      await untilTail(log, 21);
      expect(log.bounds).toEqual({ tail: 21, head: 21 });
    }));
});

test("MemoryLog lets go what is too old", async () => {
  let nowMs = 0;
  const log = new MemoryLog("e", { ...plenty, maxAgeMs: 1_000 }, () => nowMs);
  await log.append([draft("a")]);
  nowMs = 900;
  await log.append([draft("b")]);
  nowMs = 1_800;
  await log.append([draft("c")]);
  expect(log.bounds).toEqual({ tail: 2, head: 3 });
});
