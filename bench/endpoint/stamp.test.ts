import { describe, expect, test } from "bun:test";
import { ownStamp, stampAt, writeStamp } from "./stamp.ts";

describe("ownStamp()", () => {
  const read = ownStamp("run-1");

  test("reads what writeStamp() wrote, wrapped or not", () => {
    const data = writeStamp("run-1", 7, 1_700_000_000_000.25, 100);
    expect(data).toHaveLength(100);
    const stamp = { sequence: 7, madeAtMs: 1_700_000_000_000.25 };
    expect(read(data)).toEqual(stamp);
    expect(read(JSON.stringify({ wrapped: [data] }))).toEqual(stamp);
  });

  test("ignores another run's stamps", () => {
    expect(read(writeStamp("run-2", 7, 1, 0))).toBeUndefined();
  });
});

describe("stampAt()", () => {
  test.each([
    ["ms", "at", { at: 1_700_000_000_123 }, 1_700_000_000_123],
    ["seconds", "at", { at: 1_700_000_000.5 }, 1_700_000_000_500],
    ["digits in a string", "at", { at: "1700000000123" }, 1_700_000_000_123],
    ["an ISO time", "at", { at: "2023-11-14T22:13:20.123Z" }, 1_700_000_000_123],
    ["a path of names and indexes", "meta.list.1.at", { meta: { list: [0, { at: 2e12 }] } }, 2e12],
  ])("reads %s", (_what, path, value, madeAtMs) => {
    expect(stampAt(path)(JSON.stringify(value))).toEqual({ madeAtMs });
  });

  test.each([["no JSON"], ['{"at":"soon"}'], ['{"other":1}'], ["null"], ['{"at":{}}'], ["7"]])(
    "has nothing of %s",
    (data) => expect(stampAt("at")(data)).toBeUndefined(),
  );
});
