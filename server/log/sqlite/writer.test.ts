import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogUnavailableError } from "../event-log.ts";
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
  return new LogWriter(
    { path, durability: "disk", retention, newEpoch: "e", bootId: "boot", ...options },
    wallMs,
  );
}

const draft = (data: string) => ({ topics: ["t"], data });

describe("LogWriter", () => {
  test("goes on where it was, under the same epoch", () => {
    const path = newPath();
    const first = newWriter(path);
    first.append([draft("a"), draft("b")]);
    first.close();
    const second = newWriter(path, { newEpoch: "other" });
    expect([second.epoch, second.bounds]).toEqual(["e", { tail: 1, head: 2 }]);
    expect(second.append([draft("c")])).toEqual([3]);
    second.close();
  });

  test.each([
    ["disk", "e", "everything was synced"],
    ["process", "later", "the last events may never have reached the disk"],
    ["memory", "later", "nothing was ever synced"],
  ] as const)(
    "with --durability %s a loss of power leaves the epoch at '%s': %s",
    (durability, epoch) => {
      const path = newPath();
      // It is never closed, as at a loss of power.
      newWriter(path, { durability }).append([draft("a")]);
      const next = newWriter(path, { durability, newEpoch: "later", bootId: "another boot" });
      expect(next.epoch).toBe(epoch);
      expect(next.append([draft("b")])).toEqual([2]);
      next.close();
    },
  );

  test("with --durability process a hub that ended well needs no new epoch after a restart of the machine", () => {
    const path = newPath();
    const first = newWriter(path, { durability: "process" });
    first.append([draft("a")]);
    first.close();
    const next = newWriter(path, { newEpoch: "later", bootId: "another boot" });
    expect(next.epoch).toBe("e");
    next.close();
  });

  test("stores nothing of a batch that fails, and goes on", () => {
    const writer = newWriter(newPath());
    writer.append([draft("a")]);
    const broken = { topics: ["t"], data: "b", retryMs: 0.5 };
    expect(() => writer.append([draft("lost with it"), broken])).toThrow();
    expect(writer.append([draft("c")])).toEqual([2]);
    writer.close();
  });

  test("keeps order and age when the clock is set back", () => {
    let nowMs = 10 * HOUR_MS;
    const retention = { maxCount: 1_000, maxBytes: 1e9, maxAgeMs: HOUR_MS };
    const path = newPath();
    const writer = newWriter(path, { retention }, () => nowMs);
    writer.append([draft("a")]);
    nowMs -= 5 * HOUR_MS;
    expect(writer.append([draft("b")])).toEqual([2]);
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

  test("retain() takes small steps, and undercuts a limit that was passed by a hundredth", () => {
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
  test("finds ids of every numbering there was, and none that a crash took back", () => {
    const path = newPath();
    newWriter(path, { durability: "process" }).append([draft("a"), draft("b")]);
    const second = newWriter(path, { newEpoch: "f", bootId: "another boot" });
    second.append([draft("c")]);
    const reader = new LogReader(path);
    expect(reader.read(1, 3, 1e6).map(({ id }) => id)).toEqual(["e-1", "e-2", "f-3"]);
    const places = ["e-0", "e-2", "e-3", "f-2", "f-3", "g-1"].map((id) => reader.positionOf(id));
    expect(places).toEqual([0, 2, undefined, 2, 3, undefined]);
    reader.close();
    second.close();
  });

  test("reads no more text than asked for, but always an event", () => {
    const path = newPath();
    const writer = newWriter(path);
    writer.append(Array.from({ length: 100 }, () => draft("x".repeat(1_000))));
    const reader = new LogReader(path);
    const page = reader.read(1, 100, 20_000);
    expect(page.length).toBeGreaterThan(5);
    expect(page.length).toBeLessThan(25);
    expect(reader.read(1, 100, 1).length).toBe(1);
    reader.close();
    writer.close();
  });
});

test("SqliteLog says once that it takes no events, and once that it does again", async () => {
  const notices: string[] = [];
  const log = await openTestLog(newPath(), { onNotice: (text) => notices.push(text) });
  const broken = { topics: ["t"], data: "b", retryMs: 0.5 };
  const refusal = () => log.append([broken]).catch((error: unknown) => error);
  expect([await refusal(), await refusal()]).toEqual([
    expect.any(LogUnavailableError),
    expect.any(LogUnavailableError),
  ]);
  expect(await log.append([draft("a")])).toEqual([1]);
  expect(notices).toEqual([
    expect.stringMatching(/^The log takes no events: /),
    "The log takes events again",
  ]);
  await log.close();
});
