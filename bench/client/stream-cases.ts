/** For tests: bytes and their events, one row per rule of the standard. */

import type { StreamEvent, StreamHandlers } from "./stream.ts";

/** Text as UTF-8, and bytes as is. */
export const bytes = (...parts: (string | readonly number[])[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))),
  );

export const BOM = [0xef, 0xbb, 0xbf];

export interface StreamCase {
  readonly reason: string;
  readonly stream: Buffer;
  /** The events, as `streamLog` writes them. */
  readonly log: readonly string[];
  /** Default: empty. */
  readonly lastEventId?: string;
}

export const STREAM_CASES: readonly StreamCase[] = [
  { reason: "LF ends lines", stream: bytes("data: a\n\n"), log: ['message "a" #'] },
  { reason: "CR ends lines", stream: bytes("data: a\r\r"), log: ['message "a" #'] },
  { reason: "CRLF ends lines", stream: bytes("data: a\r\n\r\n"), log: ['message "a" #'] },
  {
    reason: "line ends may be mixed",
    stream: bytes("data: a\r\ndata: b\rdata: c\n\rdata: d\n\r\n"),
    log: ['message "a\\nb\\nc" #', 'message "d" #'],
  },
  {
    reason: "LF CR is two line ends",
    stream: bytes("data: a\n\rdata: b\n\r"),
    log: ['message "a" #', 'message "b" #'],
  },
  {
    reason: "CR CR LF is an empty line after the first CR",
    stream: bytes("data: a\r\r\ndata: b\r\r\n"),
    log: ['message "a" #', 'message "b" #'],
  },
  {
    reason: "a byte order mark at the start is not part of the first field",
    stream: bytes(BOM, "data: a\n\n"),
    log: ['message "a" #'],
  },
  {
    reason: "only one byte order mark is stripped: a second makes the field name unknown",
    stream: bytes(BOM, BOM, "data: a\n\ndata: b\n\n"),
    log: ['message "b" #'],
  },
  {
    reason: "a byte order mark later on is an ordinary character",
    stream: bytes("\n", BOM, "data: a\n\ndata: ", BOM, "\n\n"),
    log: ['message "\uFEFF" #'],
  },
  {
    reason: "the beginning of a byte order mark is an ordinary character",
    stream: bytes([0xef, 0xbb], "\ndata: a\n\n", [0xef]),
    log: ['message "a" #'],
  },
  {
    reason: "a comment is not a field and does not end an event",
    stream: bytes(":\n: a\ndata: x\n:data: y\n\n"),
    log: ['comment ""', 'comment " a"', 'comment "data: y"', 'message "x" #'],
  },
  {
    reason: "one leading space is stripped, only one, and no tab",
    stream: bytes("data:  a\n\ndata:\tb\n\ndata:c \n\n"),
    log: ['message " a" #', 'message "\\tb" #', 'message "c " #'],
  },
  {
    reason: "a value may contain colons",
    stream: bytes("data: a: b:\n\n"),
    log: ['message "a: b:" #'],
  },
  {
    reason: "a line without a colon is a field without a value",
    stream: bytes("data\n\ndata\ndata\n\n"),
    log: ['message "" #', 'message "\\n" #'],
  },
  {
    reason: "empty data is an event; no data is not",
    stream: bytes("data:\n\nevent: a\n\n\n"),
    log: ['message "" #'],
  },
  {
    reason: "an event without data resets the type",
    stream: bytes("event: a\n\ndata: x\n\n"),
    log: ['message "x" #'],
  },
  {
    reason: "the last type counts, and an empty one is the default",
    stream: bytes("event: a\nevent: b\ndata: x\n\nevent: a\nevent\ndata: y\n\n"),
    log: ['b "x" #', 'message "y" #'],
  },
  {
    reason: "field names are compared literally",
    stream: bytes("Data: a\nDATA: b\n data: c\ndata : d\ndatas: e\ndat: f\ndata: g\n\n"),
    log: ['message "g" #'],
  },
  {
    reason: "an id stays until the next one",
    stream: bytes("id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n"),
    log: ['message "a" #1', 'message "b" #1', 'message "c" #2'],
    lastEventId: "2",
  },
  {
    reason: "an id without data advances the last event id at the blank line",
    stream: bytes("id: 1\n\ndata: a\n\n"),
    log: ['message "a" #1'],
    lastEventId: "1",
  },
  {
    reason: "an empty id clears the last one",
    stream: bytes("id: 1\ndata: a\n\nid\ndata: b\n\nid: 1\n\nid:\n\n"),
    log: ['message "a" #1', 'message "b" #'],
  },
  {
    reason: "an id with NUL is ignored",
    stream: bytes("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\nid: \0\ndata: c\n\n"),
    log: ['message "a" #1', 'message "b" #1', 'message "c" #1'],
    lastEventId: "1",
  },
  {
    reason: "NUL elsewhere is an ordinary character",
    stream: bytes("event: \0\ndata: \0\n\n"),
    log: ['\0 "\\u0000" #'],
  },
  {
    reason: "an id takes effect only at the blank line",
    stream: bytes("id: 1\ndata: a\n\nid: 2\ndata: b\n"),
    log: ['message "a" #1'],
    lastEventId: "1",
  },
  {
    reason: "retry takes digits only, at once and without a blank line",
    stream: bytes(
      "retry: 10\nretry:007\nretry: 1s\nretry: -1\nretry: 1.5\nretry:  5\nretry\nretry:\n",
    ),
    log: ["retry 10", "retry 7"],
  },
  {
    reason: "retry takes ASCII digits only",
    stream: bytes("retry: ٣\nretry: 1０\nretry: 0\n"),
    log: ["retry 0"],
  },
  {
    reason: "a huge retry is capped at the largest safe number",
    stream: bytes(`retry: ${"9".repeat(400)}\n`),
    log: [`retry ${Number.MAX_SAFE_INTEGER}`],
  },
  {
    reason: "a partial event at the end is dropped",
    stream: bytes("data: a\n\ndata: b\n"),
    log: ['message "a" #'],
  },
  {
    reason: "a partial line at the end is dropped",
    stream: bytes("data: a\n\ndata: b\n\nid: 7"),
    log: ['message "a" #', 'message "b" #'],
  },
  {
    reason: "characters of two, three and four bytes",
    stream: bytes("event: ä\nid: €\ndata: 🎈é\n\n"),
    log: ['ä "🎈é" #€'],
    lastEventId: "€",
  },
  {
    reason:
      "invalid UTF-8 is replaced: a lone byte, a surrogate, an overlong form, a truncated character",
    stream: bytes(
      "data: ",
      [0xff],
      "|",
      [0xed, 0xa0, 0x80],
      "|",
      [0xc0, 0xaf],
      "|",
      [0xf0, 0x9f],
      "\n\n",
    ),
    log: ['message "\uFFFD|\uFFFD\uFFFD\uFFFD|\uFFFD\uFFFD|\uFFFD" #'],
  },
  {
    reason: "a character truncated by a line end does not swallow it",
    stream: bytes("data: a", [0xe2, 0x82], "\n\ndata: b\n\n"),
    log: ['message "a\uFFFD" #', 'message "b" #'],
  },
  {
    reason: "U+2028, U+2029, U+0085, VT and FF do not end a line",
    stream: bytes("data: a\u2028b\u2029c\u0085d\u000be\u000cf\n\n"),
    log: [`message ${JSON.stringify("a\u2028b\u2029c\u0085d\u000be\u000cf")} #`],
  },
  {
    reason: "the standard's example of stock quotes",
    stream: bytes("data: YHOO\ndata: +2\ndata: 10\n\n"),
    log: ['message "YHOO\\n+2\\n10" #'],
  },
  {
    reason: "the standard's example of four blocks",
    stream: bytes(
      ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
    ),
    log: [
      'comment " test stream"',
      'message "first event" #1',
      'message "second event" #',
      'message " third event" #',
    ],
  },
  {
    reason: "the standard's example of empty data, its last block unfinished",
    stream: bytes("data\n\ndata\ndata\n\ndata:"),
    log: ['message "" #', 'message "\\n" #'],
  },
  {
    reason: "the standard's example of a space that makes no difference",
    stream: bytes("data:test\n\ndata: test\n\n"),
    log: ['message "test" #', 'message "test" #'],
  },
];

/** Logs a parser's calls in order, one line each: type, data as JSON, `#` and id. */
export const streamLog: StreamHandlers<string[]> = {
  onEvent: (event, log) => log.push(line(event)),
  onRetry: (retryMs, log) => log.push(`retry ${retryMs}`),
  onComment: (text, log) => log.push(`comment ${JSON.stringify(text)}`),
};

function line({ id, type, data }: StreamEvent): string {
  return `${type} ${JSON.stringify(data)} #${id}`;
}
