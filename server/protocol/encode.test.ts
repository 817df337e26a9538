import { describe, expect, test } from "bun:test";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { adversarialTexts, asRead } from "../test-hub.ts";
import { encodeComment, encodeEvent, encodeRetry } from "./encode.ts";

function decode(...chunks: Uint8Array[]) {
  const events: EventSourceMessage[] = [];
  const retries: number[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onRetry: (retryMs) => retries.push(retryMs),
    onComment: (comment) => comments.push(comment),
  });
  for (const chunk of chunks) parser.feed(new TextDecoder().decode(chunk));
  return { events, retries, comments };
}

describe("encodeEvent()", () => {
  test.each([
    ["plain text", "hello", "hello"],
    ["nothing at all", "", ""],
    ["a leading space, of which readers remove one", " x", " x"],
    ["leading spaces on a later line", "a\n  b", "a\n  b"],
    ["LF", "a\nb", "a\nb"],
    ["CR is a line end", "a\rb", "a\nb"],
    ["CRLF is one line end", "a\r\nb", "a\nb"],
    ["line ends only", "\r\n\r\n", "\n\n"],
    ["what looks like a field", "a\nid: 7\ndata: b", "a\nid: 7\ndata: b"],
    [
      "what looks like the end of an event",
      "a\n\nevent: evil\ndata: b",
      "a\n\nevent: evil\ndata: b",
    ],
    ["U+2028, which is not a line end here", "a\u2028b", "a\u2028b"],
    ["NUL", "a\0b", "a\0b"],
    ["a byte order mark", "\uFEFFa", "\uFEFFa"],
    ["an emoji", "🌊", "🌊"],
    ["64 kB", "x".repeat(65_536), "x".repeat(65_536)],
  ])("carries data through a third-party parser: %s", (_reason, data, expected) => {
    const { events } = decode(encodeRetry(1), encodeEvent({ data, id: "1", type: "t" }));
    expect(events).toEqual([{ id: "1", event: "t", data: expected }]);
  });

  test("carries 1,000 seeded adversarial texts, each as one event", () => {
    for (const data of adversarialTexts(1_000)) {
      const { events } = decode(encodeRetry(1), encodeEvent({ data }));
      expect(events.map((event) => event.data)).toEqual([asRead(data)]);
    }
  });

  test.each(["a\nb", "a\rb", "a\0b"])("refuses %j as id and as type", (text) => {
    expect(() => encodeEvent({ data: "", id: text })).toThrow(TypeError);
    expect(() => encodeEvent({ data: "", type: text })).toThrow(TypeError);
  });

  test("writes an event's own retry", () => {
    expect(decode(encodeEvent({ data: "x", retryMs: 250 })).retries).toEqual([250]);
  });
});

describe("encodeRetry()", () => {
  test.each([-1, 1.5, Number.NaN, Infinity])("refuses %d", (retryMs) => {
    expect(() => encodeRetry(retryMs)).toThrow(RangeError);
  });

  test("is read as a reconnection time, not as an event", () => {
    expect(decode(encodeRetry(1500))).toEqual({ events: [], retries: [1500], comments: [] });
  });
});

test("encodeComment() refuses a second line", () => {
  expect(decode(encodeComment("still here")).comments).toEqual(["still here"]);
  expect(() => encodeComment("a\ndata: b")).toThrow(TypeError);
});
