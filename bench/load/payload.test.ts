import { expect, test } from "bun:test";
import { readPayload, sumOfMarks, writePayload } from "./payload.ts";

test.each([
  [32, 0],
  [100, 0],
  [5_000, 0],
  [100, 7],
])(
  "writePayload() fills %d bytes with an event of track %d, and readPayload() reads them",
  (sizeBytes, track) => {
    const payload = { sequence: 123_456, intendedMs: 1_795_501_730_853.405, track };
    const data = writePayload(payload, sizeBytes);
    expect(data.length).toBe(sizeBytes);
    expect(readPayload(data)).toEqual(payload);
  },
);

test.each(["", "hello", "hello world x", "1", "1 2", "1.5 2 "])(
  "readPayload(%j) is undefined: not one of ours",
  (data) => expect(readPayload(data)).toBeUndefined(),
);

test("an event's data ends with the last digits of its number, and sumOfMarks() adds them up", () => {
  const markOf = (sequence: number) => {
    const data = writePayload({ sequence, intendedMs: 1_795_501_730_853.405 }, 64);
    return Number(/[.](\d{4})$/.exec(data)?.[1]);
  };
  expect([markOf(1), markOf(123_456), markOf(20_000)]).toEqual([1, 3_456, 0]);
  let sum = 0;
  for (let count = 1; count <= 25_000; count++) {
    sum += count % 10_000;
    expect(sumOfMarks(count)).toBe(sum);
  }
});
