import { expect, test } from "bun:test";
import { gapSentence, MAX_CHARACTERS, MAX_ROWS, readGap, SandboxLog } from "./sandbox-log.ts";

const EVENT = { atMs: 0, type: "message", data: "", raw: undefined };

test("rows() are newest first and bounded, while the counters continue", () => {
  const log = new SandboxLog();
  for (let index = 0; index < MAX_ROWS + 20; index++) {
    log.addEvent({ ...EVENT, id: `e-${index}`, data: String(index) });
  }
  const rows = log.rows();
  expect(rows).toHaveLength(MAX_ROWS);
  expect(rows[0]).toMatchObject({ kind: "event", data: String(MAX_ROWS + 19) });
  expect(log.counts.received).toBe(MAX_ROWS + 20);
});

test("the rows are bounded in characters too, but the newest stays whatever its size", () => {
  const log = new SandboxLog();
  const data = "x".repeat(MAX_CHARACTERS / 4);
  for (let index = 0; index < 8; index++) log.addEvent({ ...EVENT, id: `e-${index}`, data });
  expect(log.rows()).toHaveLength(4);
  log.addEvent({ ...EVENT, id: "huge", data, raw: data.repeat(8) });
  expect(log.rows()).toMatchObject([{ id: "huge" }]);
});

test("addEvent() counts an id seen before as a duplicate; events without id never are", () => {
  const log = new SandboxLog();
  for (const id of ["a", "b", "a", "", ""]) log.addEvent({ ...EVENT, id });
  expect(log.counts).toEqual({ received: 5, duplicates: 1, gaps: 0 });
  expect(log.rows()[2]).toMatchObject({ id: "a", isDuplicate: true });
});

test("addEvent() forgets the oldest ids beyond its bound", () => {
  const log = new SandboxLog();
  for (let index = 0; index <= 10_000; index++) log.addEvent({ ...EVENT, id: `e-${index}` });
  log.addEvent({ ...EVENT, id: "e-0" });
  log.addEvent({ ...EVENT, id: "e-10000" });
  expect(log.counts.duplicates).toBe(1);
});

test("gaps and notices are rows, but not events", () => {
  const log = new SandboxLog();
  log.addNotice(1, "Connected.");
  log.addGap(2, { from: "a-1", to: "b-2", reason: "evicted" });
  expect(log.counts).toEqual({ received: 0, duplicates: 0, gaps: 1 });
  expect(log.rows().map(({ kind }) => kind)).toEqual(["gap", "notice"]);
});

test.each([
  ['{"from":"a-1","to":"b-2","reason":"evicted"}', true],
  ['{"from":"a-1"}', false],
  ['{"from":"a-1","to":"b-2","reason":"of another hub"}', false],
  ["null", false],
  ["no JSON", false],
])("readGap(%p) is a gap: %p", (data, isGap) => {
  expect(readGap(data) !== undefined).toBe(isGap);
});

test("gapSentence() names both ids for every reason", () => {
  for (const reason of ["unknown-id", "other-epoch", "evicted"] as const) {
    const sentence = gapSentence({ from: "a-1", to: "b-2", reason });
    expect(sentence).toContain("a-1");
    expect(sentence).toContain("b-2");
  }
});
