import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTestLog } from "../log/sqlite/test-log.ts";
import { MemoryLog } from "../log/memory-log.ts";
import { newHub, memoryLog, TestSink, turnsUntil, endHubs } from "./test-hubs.ts";

const folder = mkdtempSync(join(tmpdir(), "streamgauge-log-events-"));
afterAll(async () => {
  await endHubs();
  rmSync(folder, { recursive: true });
});

/** Counts the bytes of text read from a log. */
function counted(log: MemoryLog) {
  const count = { bytes: 0 };
  const read = log.read.bind(log);
  log.read = async (positions, maxBytes) => {
    const events = await read(positions, maxBytes);
    for (const { data } of events) count.bytes += data.length;
    return events;
  };
  return count;
}

describe("a replay from the log", () => {
  test.each([
    ["100 B", 5_000, 100, 3],
    ["10 kB", 1_000, 10_000, 3],
    ["60 kB", 200, 60_000, 3],
    ["1 MB", 20, 1_000_000, 3],
  ])(
    "of events of %s reads at most 1.3 bytes per byte that it sends",
    async (_what, count, size, readers) => {
      const log = memoryLog(count);
      const drafts = Array.from({ length: count }, () => ({
        topics: ["t"],
        data: "x".repeat(size),
      }));
      await log.append(drafts);
      // Its window starts after all of these.
      const hub = newHub({ log });
      const read = counted(log);
      for (let reader = 0; reader < readers; reader++) {
        const sink = new TestSink();
        // Each starts at a different position, and selects another topic as well.
        const selectors = ["t", `own/${reader}`];
        hub.subscribe(sink, { selectors, lastEventId: log.idAt(reader) });
        await turnsUntil(() => sink.events.length === count - reader);
        const sent = sink.chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
        expect(Math.max(...sink.chunks.map(({ byteLength }) => byteLength))).toBeLessThanOrEqual(
          65_536,
        );
        expect(read.bytes / sent).toBeLessThan(1.3);
        read.bytes = 0;
      }
    },
    30_000,
  );
});

test("300 readers of quiet topics resume among 60,000 events of others at the cost of their own", async () => {
  const log = await openTestLog(join(folder, "quiet.db"), { durability: "memory" });
  const topic = (reader: number) => `users/${reader}`;
  for (let from = 0; from < 60_000; from += 2_000) {
    const busy = Array.from({ length: 2_000 }, () => ({ topics: ["busy"], data: "x" }));
    const own = Array.from({ length: 10 }, (_, n) => ({
      topics: [topic(from / 200 + n)],
      data: "mine",
    }));
    await log.append([...busy, ...own]);
  }
  const hub = newHub({
    log,
    maxStreams: 1_000,
  });
  const read = log.read.bind(log);
  let events = 0;
  log.read = async (positions, maxBytes) => {
    events += positions.length;
    return await read(positions, maxBytes);
  };
  const readers = Array.from({ length: 300 }, (_, reader) => {
    const sink = new TestSink();
    const subscription = { selectors: [topic(reader)], lastEventId: log.idAt(reader * 190) };
    return { sink, subscriber: hub.subscribe(sink, subscription) };
  });
  await turnsUntil(() => readers.every(({ subscriber }) => subscriber.state === "live"));
  const got = readers.flatMap(({ sink }) => sink.events);
  expect(got.every(({ data }) => data === "mine")).toBe(true);
  expect(got.length).toBeGreaterThan(150);
  // Only delivered events are read, and nobody gets a gap.
  expect(events).toBe(got.length);
  expect(hub.counters.gaps).toBe(0);
  await log.close();
}, 30_000);
