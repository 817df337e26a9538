import { expect, test } from "bun:test";
import { FrameReader } from "./raw-frames.ts";

const STREAM = [
  "retry:1500\n",
  ":accepted=1000.5 durable=1001 sent=1003.25\n",
  "id:e-1\nevent:tick\ndata:one\ndata:two\n\n",
  ":\n",
  "id:e-2\ndata:plain\n\n",
  ":durable=2 sent=3\nid:e-3\ndata:from another process\n\n",
  ":sent=soon\ndata:no id\n\n",
  "id:e-9\n\n",
  "id:e-4\ndata:unfinished",
].join("");

test.each([1, 2, 7, 1_000])("frames are the same however the text is cut: %d at a time", (size) => {
  const reader = new FrameReader();
  const pieces = STREAM.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
  const frames = pieces.flatMap((piece) => reader.read(piece));
  expect(frames.map(({ raw: _raw, ...frame }) => frame)).toEqual([
    {
      id: "e-1",
      type: "tick",
      data: "one\ntwo",
      moments: { acceptedMs: 1000.5, durableMs: 1001, sentMs: 1003.25 },
    },
    moment("e-2", "plain"),
    { ...moment("e-3", "from another process"), moments: moments(undefined, 2, 3) },
    moment("", "no id"),
  ]);
  expect(frames[0]?.raw).toBe(STREAM.slice(0, STREAM.indexOf(":\nid")));
  expect(reader.retryMs).toBe(1500);
});

test("a frame that does not end is given up", () => {
  const reader = new FrameReader();
  const half = `data:${"x".repeat(9 * 1024 * 1024)}`;
  reader.read(half);
  expect(() => reader.read(half)).toThrow("An event does not end");
});

function moment(id: string, data: string) {
  return { id, type: "message", data, moments: moments(undefined, undefined, undefined) };
}

function moments(acceptedMs?: number, durableMs?: number, sentMs?: number) {
  return { acceptedMs, durableMs, sentMs };
}

test("lastEventId is the last id on a line of its own, with an event or alone, never one within data", () => {
  const reader = new FrameReader();
  expect(reader.lastEventId).toBeUndefined();
  reader.read("id:e-1\ndata:a\n\n");
  expect(reader.lastEventId).toBe("e-1");
  reader.read("data:x\u2028id:forged\ndata:id:forged\n\n");
  expect(reader.lastEventId).toBe("e-1");
  reader.read("id:e-3\n\n");
  expect(reader.lastEventId).toBe("e-3");
});
