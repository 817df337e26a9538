import { describe, expect, test } from "bun:test";
import { cuts } from "./cuts.ts";
import { EventStreamParser } from "./parser.ts";
import type { ParserOptions } from "./stream.ts";
import { BOM, bytes, STREAM_CASES, streamLog } from "./stream-cases.ts";

function parse(chunks: readonly Buffer[], options?: ParserOptions) {
  const log: string[] = [];
  const parser = new EventStreamParser(streamLog, log, options);
  for (const chunk of chunks) parser.push(chunk);
  return { log, lastEventId: parser.lastEventId };
}

describe("EventStreamParser", () => {
  test.each(STREAM_CASES.map((row) => [row.reason, row] as const))("%s, at every cut", (_, row) => {
    for (const chunks of cuts(row.stream)) {
      const expected = { log: [...row.log], lastEventId: row.lastEventId ?? "" };
      expect(parse(chunks)).toEqual(expected);
    }
  });

  test.each([
    ["CR", "data: a\r\r"],
    ["CR after CRLF", "data: a\r\n\r"],
    ["LF", "data: a\n\n"],
  ])("push() dispatches at %s without waiting for more", (_, text) => {
    expect(parse([bytes(text)]).log).toEqual(['message "a" #']);
    expect(parse([...bytes(text)].map((byte) => bytes([byte]))).log).toEqual(['message "a" #']);
  });

  test("push() reads part of a buffer and nothing around it", () => {
    const log: string[] = [];
    new EventStreamParser(streamLog, log).push(
      bytes("data: no\n\ndata: yes\n\n\ndata: no\n\n"),
      10,
      21,
    );
    expect(log).toEqual(['message "yes" #']);
  });

  test("push() takes a plain Uint8Array, including one with an offset", () => {
    const log: string[] = [];
    const memory = Uint8Array.from(bytes("xxdata: é\n\n"));
    new EventStreamParser(streamLog, log).push(memory.subarray(2));
    expect(log).toEqual(['message "é" #']);
  });

  test("reset() drops partial data, keeps the last event id and expects a byte order mark", () => {
    const log: string[] = [];
    const parser = new EventStreamParser(streamLog, log);
    parser.push(bytes("id: 1\ndata: a\n\nid: 2\nevent: x\ndata: b\nda"));
    parser.reset();
    expect(parser.lastEventId).toBe("1");
    parser.push(bytes(BOM, "data: c\n\n"));
    expect(log).toEqual(['message "a" #1', 'message "c" #1']);
  });

  test("reset() forgets a CR: a line feed that starts the next stream is a blank line", () => {
    const log: string[] = [];
    const parser = new EventStreamParser(streamLog, log);
    parser.push(bytes("data: a\r"));
    parser.reset();
    parser.push(bytes("\ndata: b\n\n"));
    expect(log).toEqual(['message "b" #']);
  });

  test("reset() within a handler drops the rest of the bytes", () => {
    const log: string[] = [];
    const parser: EventStreamParser = new EventStreamParser(
      {
        onEvent({ data }) {
          log.push(data);
          parser.reset();
        },
      },
      undefined,
    );
    parser.push(bytes("data: a"));
    parser.push(bytes("\n\ndata: b\n\n"));
    parser.push(bytes("data: c\n\ndata: d\n\n"));
    expect(log).toEqual(["a", "c"]);
  });

  test("reset() within a handler drops the rest, even if an earlier read began the line", () => {
    const log: string[] = [];
    const parser: EventStreamParser = new EventStreamParser(
      { onEvent: ({ data }) => log.push(data), onComment: () => parser.reset() },
      undefined,
    );
    parser.push(bytes(": par"));
    parser.push(bytes("tial\ndata: a\n\n"));
    expect(log).toEqual([]);
  });

  test("an initial last event id applies to events until the stream sets one", () => {
    const stream = [bytes("data: a\n\nid: 2\ndata: b\n\n")];
    expect(parse(stream, { lastEventId: "1" }).log).toEqual(['message "a" #1', 'message "b" #2']);
  });
});

describe("EventStreamParser limits", () => {
  const limits = { maxLineBytes: 10, maxEventBytes: 20 };
  test.each([
    ["a line at its limit passes", "data:12345\n\n", undefined],
    ["a line above it does not", "data:123456\n\n", "Cannot read a line above 10 bytes"],
    ["nor does one that never ends", "data:123456", "Cannot read a line above 10 bytes"],
    ["nor a comment", `:${"x".repeat(10)}\n`, "Cannot read a line above 10 bytes"],
    ["nor an unknown field", `${"x".repeat(11)}\n`, "Cannot read a line above 10 bytes"],
    ["an event at its limit passes", "data:1234\n".repeat(4) + "\n", undefined],
    ["an event above it does not", "data:1234\n".repeat(5), "Cannot read an event above 20 bytes"],
    ["nor one of many empty lines", "data\n".repeat(21), "Cannot read an event above 20 bytes"],
    ["two events within it pass", ("data:1234\n".repeat(3) + "\n").repeat(2), undefined],
    ["the byte order mark does not count", "\uFEFFdata:12345\n\n", undefined],
  ])("%s, at every cut", (_, text, fault) => {
    for (const chunks of cuts(bytes(text))) {
      if (fault === undefined) expect(() => parse(chunks, { limits })).not.toThrow();
      else expect(() => parse(chunks, { limits })).toThrow(RangeError);
    }
    if (fault !== undefined) expect(() => parse([bytes(text)], { limits })).toThrow(fault);
  });
});
