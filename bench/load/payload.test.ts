import { expect, test } from "bun:test";
import { readPayload, writePayload } from "./payload.ts";

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
