import { expect, test } from "bun:test";
import { readPayload, writePayload } from "./payload.ts";

test.each([32, 100, 5_000])(
  "writePayload() fills %d bytes, and readPayload() reads them",
  (sizeBytes) => {
    const payload = { sequence: 123_456, intendedMs: 1_795_501_730_853.405 };
    const data = writePayload(payload, sizeBytes);
    expect(data.length).toBe(sizeBytes);
    expect(readPayload(data)).toEqual(payload);
  },
);

test.each(["", "hello", "hello world x", "1", "1 2", "1.5 2 "])(
  "readPayload(%j) is none of ours",
  (data) => expect(readPayload(data)).toBeUndefined(),
);
