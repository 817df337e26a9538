// Seeded random streams, split at random, through this parser and through eventsource-parser: both must report the
// same. Where the peer departs from the standard, its log is corrected, point by point.
import { expect, test } from "bun:test";
import { createParser } from "eventsource-parser";
import { seededRandom } from "./cuts.ts";
import { EventStreamParser } from "./parser.ts";
import type { StreamHandlers } from "./stream.ts";

/** Nightly: `.github/workflows/nightly.yml`. */
const CASES = Bun.env.FULL_COUNTS === undefined ? 25_000 : 100_000;
const SEED = 20_260_731;

const texts = (list: readonly string[]): Buffer[] => list.map((text) => Buffer.from(text));
const FIELDS = texts(
  "data|data|data:|data: |data: |Data:|dat|event|event: |event:|events:|id|id:|id: |ID: |retry|retry:|retry: |:|: |".split(
    "|",
  ),
);
const VALUES: readonly Buffer[] = [
  ...texts([
    "",
    "",
    ":",
    " ",
    "\t",
    "\0",
    "0",
    "12",
    "99999999999999999999",
    "a",
    "x y",
    "-",
    "data:",
  ]),
  ...texts(["\uFEFF", "ï»¿", "ä", "€", "🎈", "\u2028", "\u0085"]),
  // Invalid or incomplete UTF-8.
  ...[
    [0xef],
    [0xef, 0xbb],
    [0xff],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x8e],
    [0x80],
    [0xed, 0xa0, 0x80],
  ].map((codes) => Buffer.from(codes)),
];
const LINE_ENDS = texts(["\n", "\n", "\n\n", "\n\n", "\r", "\r\r", "\r\n", "\r\n\r\n", "\n\r"]);

type Random = (limit: number) => number;

const pick = (list: readonly Buffer[], random: Random): Buffer =>
  list[random(list.length)] ?? Buffer.alloc(0);

/** Mostly lines, so that events occur, and arbitrary bytes in between. */
function randomStream(random: Random): Buffer {
  const parts: Buffer[] = random(4) === 0 ? [pick(VALUES, random)] : [];
  for (let lines = 1 + random(10); lines > 0; lines--) {
    parts.push(pick(FIELDS, random), pick(VALUES, random));
    if (random(6) === 0) parts.push(pick(VALUES, random));
    if (random(12) === 0) parts.push(Buffer.from([random(256)]));
    if (random(8) > 0) parts.push(pick(LINE_ENDS, random));
  }
  return Buffer.concat(parts);
}

function randomCuts(stream: Buffer, random: Random): Buffer[] {
  const chunks: Buffer[] = [];
  const longest = 1 + random(stream.length + 1);
  for (let at = 0; at < stream.length;) {
    const end = at + 1 + random(longest);
    chunks.push(stream.subarray(at, end));
    at = end;
  }
  return chunks;
}

const keepLog: StreamHandlers<string[]> = {
  onEvent: ({ id, type, data }, log) => log.push(JSON.stringify(["event", type, data, id])),
  onRetry: (retryMs, log) => log.push(`retry ${retryMs}`),
  onComment: (text, log) => log.push(`comment ${text}`),
};

function ours(chunks: readonly Buffer[]) {
  const log: string[] = [];
  const parser = new EventStreamParser(keepLog, log);
  for (const chunk of chunks) parser.push(chunk);
  return { log, lastEventId: parser.lastEventId };
}

function peers(stream: Buffer, chunks: readonly Buffer[]) {
  const log: string[] = [];
  let lastEventId = "";
  const parser = createParser({
    // [spec] The buffer does not get reset, so the last event ID string of the event source remains set to this value
    // until the next time it is set by the server. – The peer leaves that to its caller.
    onId(id) {
      lastEventId = id;
    },
    onEvent: ({ event = "message", data }) =>
      log.push(JSON.stringify(["event", event, data, lastEventId])),
    // The standard asks for a number; ours stops at the largest safe one.
    onRetry: (retryMs) => log.push(`retry ${Math.min(retryMs, Number.MAX_SAFE_INTEGER)}`),
    onComment: (text) => log.push(`comment ${text}`),
  });
  // [spec] Streams must be decoded using the UTF-8 decode algorithm. [It] strips one leading UTF-8 Byte Order Mark
  // (BOM), if any. – The peer takes text, and also strips U+00EF U+00BB U+00BF, which are three characters of
  // content. It leaves them alone after a mark.
  if (stream.toString().startsWith("ï»¿")) parser.feed("\uFEFF");
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
  return { log, lastEventId };
}

/** The standard does not define a comment's text; the peer strips its leading space. */
function withoutCommentSpace(log: readonly string[]): string[] {
  return log.map((entry) => entry.replace(/^comment {2}/, "comment "));
}

test(`EventStreamParser agrees with eventsource-parser on ${CASES} random streams`, () => {
  const random = seededRandom(SEED);
  let told = 0;
  for (let number = 0; number < CASES; number++) {
    const stream = randomStream(random);
    const chunks = randomCuts(stream, random);
    const our = ours(chunks);
    const peer = peers(stream, chunks);
    told += our.log.length;
    const isSame =
      our.lastEventId === peer.lastEventId &&
      withoutCommentSpace(our.log).join("\n") === peer.log.join("\n");
    // Builds the readable message only on a difference.
    if (!isSame) {
      expect({ number, stream, ...our, log: withoutCommentSpace(our.log) }).toEqual({
        number,
        stream,
        ...peer,
      });
    }
  }
  // Checks that the streams contain events.
  expect(told).toBeGreaterThan(CASES);
});
