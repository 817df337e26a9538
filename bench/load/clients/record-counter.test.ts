import { expect, test } from "bun:test";
import { writePayload } from "../payload.ts";
import { RecordCounter } from "./record-counter.ts";

const EVENT = `id:epoch-9\ndata:${"x".repeat(40)}\n\n`;
const LONGER = `id:epoch-10\ndata:${"x".repeat(40)}\n\n`;

/** Counts the events in `text`, fed in pieces of `size` bytes. */
function counted(text: string, size: number, endsIn: "blank-line" | "line" = "blank-line") {
  const counter = new RecordCounter({ endsIn, minBytes: 40 });
  const bytes = Buffer.from(text);
  let count = 0;
  for (let at = 0; at < bytes.length; at += size) {
    count += counter.push(bytes, at, Math.min(bytes.length, at + size));
  }
  return count;
}

test.each([
  ["records of one length", EVENT.repeat(5), 5],
  ["a length that changes midway", EVENT.repeat(3) + LONGER.repeat(4), 7],
  ["a retry and comments as no events", `retry:2000\n\n${EVENT}:\n\n${EVENT}`, 2],
  ["a comment where the next event was expected", `${EVENT}: hi\n\n${EVENT.repeat(2)}`, 3],
  ["line ends of two bytes", EVENT.replaceAll("\n", "\r\n").repeat(4), 4],
  ["data of several lines", `data:${"y".repeat(30)}\ndata:${"y".repeat(30)}\n\n`.repeat(3), 3],
  ["no incomplete record", `${EVENT.repeat(2)}${EVENT.slice(0, -1)}`, 2],
  ["nothing", "", 0],
])("RecordCounter counts %s, at every chunking", (_, text, expected) => {
  for (let size = 1; size <= EVENT.length * 2 + 1; size++) {
    expect([size, counted(text, size)]).toEqual([size, expected]);
  }
});

test("RecordCounter counts lines if lines are the records", () => {
  const line = `${JSON.stringify({ id: "a-1", type: "message", data: "z".repeat(30) })}\n`;
  const text = `{"retry":2000}\n${line.repeat(4)}`;
  for (let size = 1; size <= line.length * 2; size++) {
    expect([size, counted(text, size, "line")]).toEqual([size, 4]);
  }
});

test("RecordCounter ignores bytes outside its bounds", () => {
  const bytes = Buffer.from(`\n\n${EVENT}\n\n`);
  const counter = new RecordCounter({ endsIn: "blank-line", minBytes: 40 });
  expect(counter.push(bytes, 2, bytes.length - 3)).toBe(0);
  expect(counter.push(bytes, bytes.length - 3, bytes.length - 2)).toBe(1);
});

test.each([
  ["one twice", [1, 2, 2, 3], 1],
  ["the first thrice", [1, 1, 1, 2], 2],
  ["each twice, with a comment between", [1, 1, 0, 2, 2, 0, 3, 3], 3],
  ["none, although the same one comes again later", [1, 2, 1, 2], 0],
  ["none of different lengths", [9, 10, 9, 10], 0],
  ["one after another length", [10, 9, 9, 10], 1],
])(
  "RecordCounter knows which events repeat the one before them: %s",
  (_what, numbers, repeated) => {
    const text = numbers.map((number) =>
      number === 0 ? ":\n\n" : `id:epoch-${number}\ndata:${"x".repeat(40)}\n\n`,
    );
    const bytes = Buffer.from(text.join(""));
    const counter = new RecordCounter({ endsIn: "blank-line", minBytes: 40 });
    expect(counter.push(bytes, 0, bytes.length)).toBe(
      numbers.filter((number) => number > 0).length,
    );
    expect([counter.takeRepeated(), counter.takeRepeated()]).toEqual([repeated, 0]);
  },
);

const marked = (sequence: number) => {
  const data = writePayload({ sequence, intendedMs: 1_795_718_834_123.25 }, 48);
  return {
    event: `id:epoch-${sequence}\ndata:${data}\n\n`,
    line: `${JSON.stringify({ id: `e-${sequence}`, type: "message", data })}\n`,
  };
};

test.each(["blank-line", "line"] as const)(
  "RecordCounter adds up the marks of events that end in a %s, at every chunking",
  (endsIn) => {
    const sequences = [8, 9, 10, 11, 12, 9_999, 10_000, 10_001, 11, 11];
    const texts = sequences
      .map(marked)
      .map(({ event, line }) => (endsIn === "line" ? line : event));
    const bytes = Buffer.from(texts.join(""));
    for (let size = 1; size <= 200; size++) {
      const counter = new RecordCounter({ endsIn, minBytes: 40 });
      let count = 0;
      for (let at = 0; at < bytes.length; at += size) {
        count += counter.push(bytes, at, Math.min(bytes.length, at + size));
      }
      const repeated = counter.takeRepeated();
      expect([size, count]).toEqual([size, 10]);
      // The last is known to be a repetition only if both came in one read.
      expect(counter.takeMarks()).toBe(
        8 + 9 + 10 + 11 + 12 + 9_999 + 0 + 1 + 11 + (repeated === 1 ? 0 : 11),
      );
      expect(counter.takeMarks()).toBe(0);
    }
  },
);

test("RecordCounter knows no sum if an event has no mark", () => {
  const counter = new RecordCounter({ endsIn: "blank-line", minBytes: 40 });
  const bytes = Buffer.from(marked(1).event + EVENT);
  expect(counter.push(bytes, 0, bytes.length)).toBe(2);
  expect(counter.takeMarks()).toBeNaN();
});
