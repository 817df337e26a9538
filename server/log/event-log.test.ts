/** The contract that every log keeps, whatever it stores its events in. */

import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Draft } from "#protocol";
import { adversarialTexts } from "../test-hub.ts";
import { heldBytesOf } from "../test-memory.ts";
import type { DurableEvent, EventLog, Retention } from "./event-log.ts";
import { draftBytes } from "./held-bytes.ts";
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
const on = (topics: readonly string[], data = ""): Draft => ({ topics, data });

let files = 0;

const kinds: [string, (retention: Retention) => Promise<EventLog>][] = [
  ["MemoryLog", async (retention) => new MemoryLog("e", retention, () => 0)],
  ["SqliteLog", (retention) => openTestLog(join(folder, `${files++}.db`), { retention })],
];

/** A log for the duration of a test. */
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

/** Deletion runs between batches, so another batch gives it another turn. */
async function untilTail(log: EventLog, tail: number) {
  while (log.bounds.tail < tail) await log.append([]);
}

const eventIn = ({ event }: DurableEvent) => event;

async function readAll(log: EventLog, ...selectors: string[]) {
  const { positions } = await log.select(0, selectors, 10_000);
  return await log.read(positions, 1e9);
}

describe.each(kinds)("%s", (_kind, openLog) => {
  test("follow() hands on every new event once, in order, with the time it was accepted", () =>
    withLog(openLog, plenty, async (log) => {
      const got: DurableEvent[] = [];
      const toTheEnd: DurableEvent[] = [];
      await log.append([draft("a", "x")]);
      const stop = log.follow(log.bounds.head, (batch) => got.push(...batch));
      log.follow(log.bounds.head, (batch) => toTheEnd.push(...batch));
      const again = { ...draft("other"), id: "x" };
      await log.append([draft("b"), draft("a", "x"), again, draft("c", "y")], [10, 20, 30, 40]);
      await log.append([draft("a", "x")], [50]);
      expect(got).toMatchObject([
        { event: { position: 2, id: log.idAt(2), data: "b", topics: ["t"] }, acceptedAtMs: 10 },
        { event: { position: 3, id: "y", data: "c", topics: ["t"] }, acceptedAtMs: 40 },
      ]);
      for (const { event, sizeBytes } of got) expect(sizeBytes).toBe(draftBytes(event));
      expect(await readAll(log, "*")).toMatchObject([{ data: "a" }, ...got.map(eventIn)]);
      stop();
      await log.append([draft("d")]);
      expect([got.length, toTheEnd.length]).toEqual([2, 3]);
    }));

  test("follow() from behind reads what there is, and misses and repeats nothing while more comes", () =>
    withLog(openLog, { ...plenty, maxBytes: 1e9 }, async (log) => {
      const drafts = (from: number, count: number) =>
        Array.from({ length: count }, (_, index) => draft(`${from + index}`));
      await log.append(drafts(1, 700));
      const got: DurableEvent[] = [];
      const { promise, resolve } = Promise.withResolvers<void>();
      log.follow(100, (batch) => {
        got.push(...batch);
        if (got.at(-1)?.event.data === "900") resolve();
      });
      for (let from = 701; from <= 900; from += 10) await log.append(drafts(from, 10));
      await promise;
      expect(got.map(({ event }) => event.position)).toEqual(
        Array.from({ length: 800 }, (_, index) => 101 + index),
      );
      expect(got.every(({ event }) => event.data === `${event.position}`)).toBe(true);
    }));

  test("follow() from before the oldest event starts with that", () =>
    withLog(openLog, { ...plenty, maxCount: 10 }, async (log) => {
      for (let index = 1; index <= 40; index++) await log.append([draft(`${index}`)]);
      await untilTail(log, 20);
      const { tail } = log.bounds;
      const first = Promise.withResolvers<DurableEvent | undefined>();
      log.follow(3, ([event]) => first.resolve(event));
      expect((await first.promise)?.event.position).toBeGreaterThanOrEqual(tail);
    }));

  test("append() numbers the drafts in order, from batch to batch", () =>
    withLog(openLog, plenty, async (log) => {
      expect(await log.append([draft("a"), draft("b", "mine")])).toEqual({
        positions: [1, 2],
        collisions: [],
      });
      expect((await log.append([draft("c")])).positions).toEqual([3]);
      expect(log.bounds).toEqual({ tail: 1, head: 3 });
      expect((await readAll(log, "*")).map(({ id }) => id)).toEqual(["e-1", "mine", "e-3"]);
    }));

  test("append() returns the position of a repeated event, within a batch and across batches", () =>
    withLog(openLog, plenty, async (log) => {
      const again = { topics: ["t", "u"], data: "b", id: "y" };
      const turned = { ...again, topics: ["u", "t", "u"] };
      const both = await log.append([draft("a", "x"), draft("a", "x"), again]);
      expect(both).toEqual({ positions: [1, 1, 2], collisions: [] });
      const more = await log.append([draft("a", "x"), turned, draft("d")]);
      expect(more).toEqual({ positions: [1, 2, 3], collisions: [] });
      expect((await readAll(log, "*")).map(({ data }) => data)).toEqual(["a", "b", "d"]);
    }));

  test("append() reports drafts whose id belongs to an event with other topics or data, and stores the rest", () =>
    withLog(openLog, plenty, async (log) => {
      const batch = [draft("a", "x"), draft("b", "x"), draft("c")];
      expect(await log.append(batch)).toEqual({ positions: [1, 1, 2], collisions: [1] });
      const elsewhere = { topics: ["other"], data: "a", id: "x" };
      expect(await log.append([elsewhere])).toEqual({ positions: [1], collisions: [0] });
      expect((await readAll(log, "*")).map(({ data }) => data)).toEqual(["a", "c"]);
    }));

  test("read() returns every field, and every text unchanged", () =>
    withLog(openLog, plenty, async (log) => {
      const texts = adversarialTexts(200);
      const drafts = texts.map((data, index) => ({
        topics: ["a", `b/${index}`],
        data,
        type: `type ${index}`,
        retryMs: 100 + index,
      }));
      await log.append(drafts);
      expect(await readAll(log, "a")).toEqual(
        drafts.map((fields, index) =>
          Object.assign({}, fields, { position: index + 1, id: `e-${index + 1}` }),
        ),
      );
    }));

  test("read() ends at removed events, and once the text exceeds the limit", () =>
    withLog(openLog, { ...plenty, maxCount: 3 }, async (log) => {
      await log.append(["a", "b", "c", "d", "e"].map((data) => draft(data)));
      await untilTail(log, 3);
      const data = async (positions: number[], maxBytes = 1e6) =>
        (await log.read(positions, maxBytes)).map((event) => event.data);
      expect(await data([3, 5])).toEqual(["c", "e"]);
      expect(await data([2, 3])).toEqual([]);
      expect(await data([3, 4, 5], 1)).toEqual(["c"]);
    }));

  test("select() finds the selected events, once each, from any position, and says how far it looked", () =>
    withLog(openLog, plenty, async (log) => {
      await log.append([
        on(["a"]),
        on(["b"]),
        on(["a", "b"]),
        on(["c"]),
        on(["a", "a"]),
        on(["c"]),
      ]);
      const select = (after: number, limit: number, ...selectors: string[]) =>
        log.select(after, selectors, limit);
      expect(await select(0, 9, "a")).toEqual({ positions: [1, 3, 5], end: 6, lost: undefined });
      expect(await select(1, 9, "a", "b")).toMatchObject({ positions: [2, 3, 5], end: 6 });
      expect(await select(0, 2, "a")).toMatchObject({ positions: [1, 3], end: 3 });
      expect(await select(0, 3, "a", "b")).toMatchObject({ positions: [1, 2, 3], end: 3 });
      expect(await select(0, 4, "*")).toMatchObject({ positions: [1, 2, 3, 4], end: 4 });
      expect(await select(3, 9, "*")).toMatchObject({ positions: [4, 5, 6], end: 6 });
      expect(await select(0, 9, "nobody")).toMatchObject({ positions: [], end: 6 });
      expect(await select(6, 9, "a")).toMatchObject({ positions: [], end: 6 });
    }));

  test("select() finds the events of many topics, page by page, just as a full scan would", () =>
    withLog(openLog, { ...plenty, maxCount: 10_000 }, async (log) => {
      const topics = Array.from({ length: 60 }, (_unused, index) => `t/${index}`);
      const drafts = Array.from({ length: 3_000 }, (_unused, index) =>
        on([`t/${(index * 7919) % 90}`, `t/${(index * 104_729) % 90}`]),
      );
      await log.append(drafts);
      const expected = drafts.flatMap((event, index) =>
        event.topics.some((topic) => topics.includes(topic)) ? [index + 1] : [],
      );
      const found: number[] = [];
      let after = 0;
      while (after < 3_000) {
        const page = await log.select(after, topics, 100);
        found.push(...page.positions);
        expect(page.end).toBeGreaterThan(after);
        after = page.end;
      }
      expect(found).toEqual(expected);
    }));

  test("select() reports removed events only to readers that select them", () =>
    withLog(openLog, { ...plenty, maxCount: 4 }, async (log) => {
      const busy = Array.from({ length: 8 }, () => on(["busy"]));
      await log.append([on(["quiet"]), on(["once", "busy"]), ...busy]);
      await untilTail(log, 7);
      const lost = async (after: number, ...selectors: string[]) =>
        (await log.select(after, selectors, 10)).lost;
      expect(await lost(0, "quiet")).toBe(1);
      expect(await lost(1, "quiet")).toBeUndefined();
      expect(await lost(1, "quiet", "once")).toBe(2);
      expect(await lost(2, "once", "never")).toBeUndefined();
      expect(await lost(2, "busy")).toBe(6);
      expect(await lost(2, "*")).toBe(6);
      expect(await lost(6, "busy", "*")).toBeUndefined();
    }));

  test("positionOf() knows ids of both kinds, and forgets a publisher's id with its event", () =>
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
      expect((await log.append([draft("other", "x")])).collisions).toEqual([]);
    }));

  test("idAt() returns the id by which positionOf() finds a position", () =>
    withLog(openLog, plenty, async (log) => {
      await log.append([draft("a")]);
      expect([log.idAt(0), log.idAt(1)]).toEqual(["e-0", "e-1"]);
      expect([log.hasEpoch("e"), log.hasEpoch("f")]).toEqual([true, false]);
    }));

  test("retains no more bytes than allowed, but always the newest event", () =>
    withLog(openLog, { ...plenty, maxBytes: 10_000 }, async (log) => {
      for (let index = 0; index < 20; index++) await log.append([draft("x".repeat(1_000))]);
      await untilTail(log, 10);
      await log.append([draft("y".repeat(50_000))]);
      await untilTail(log, 21);
      expect(log.bounds).toEqual({ tail: 21, head: 21 });
    }));
});

test("MemoryLog removes events that are too old", async () => {
  let nowMs = 0;
  const log = new MemoryLog("e", { ...plenty, maxAgeMs: 1_000 }, () => nowMs);
  await log.append([draft("a")]);
  nowMs = 900;
  await log.append([draft("b")]);
  nowMs = 1_800;
  await log.append([draft("c")]);
  expect(log.bounds).toEqual({ tail: 2, head: 3 });
});

test.each<[string, () => Draft]>([
  ["short ASCII", () => on(["orders"], "x".repeat(100))],
  ["Chinese", () => on(["orders"], "水".repeat(5_000))],
  [
    "many long topics",
    () => on(Array.from({ length: 32 }, () => `${Math.random()}`.padEnd(300, "."))),
  ],
  ["many short topics", () => on(Array.from({ length: 32 }, () => String(Math.random())))],
])("MemoryLog fills its limit, within a factor of 1.5: %s", async (_what, make) => {
  const maxBytes = 20_000_000;
  const { held, made } = await heldBytesOf(async () => {
    const log = new MemoryLog("e", { ...plenty, maxCount: 1_000_000, maxBytes }, () => 0);
    // New strings each time, as from request bodies: no event shares them with another.
    while (log.bounds.tail < 10) await log.append([JSON.parse(JSON.stringify(make()))]);
    return log;
  });
  expect(held).toBeGreaterThan(maxBytes / 1.5);
  expect(held).toBeLessThan(maxBytes * 1.5);
  expect(made.map(({ bounds }) => bounds.tail)).toEqual([10, 10, 10]);
});
