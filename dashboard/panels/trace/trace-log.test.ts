import { expect, test } from "bun:test";
import { traceFile } from "./trace-export.ts";
import type { TraceFrame } from "../../feed/raw-frames.ts";
import { MAX_TRACED, MAX_TRACED_CHARACTERS, TraceLog } from "./trace-log.ts";

const frame = (id: string, data: string, sentMs?: number): TraceFrame => ({
  raw: `id:${id}\ndata:${data}\n\n`,
  id,
  type: "message",
  data,
  moments:
    sentMs === undefined
      ? { acceptedMs: undefined, durableMs: undefined, sentMs }
      : { acceptedMs: sentMs - 3, durableMs: sentMs - 1, sentMs },
});

test("each event has the time of its stages, and the silence before it", () => {
  const log = new TraceLog();
  log.add([frame("1", "a", 100)], 102, true);
  log.add([frame("2", "b", 1_299)], 1_300, true);
  log.add([frame("3", "c", 1_302), frame("4", "d")], 1_301, true);
  log.add([frame("5", "e", 9_000)], 9_999, false);
  expect(
    log.events.map(({ acceptedToDurableMs, durableToSentMs, sentToHereMs, pauseMs }) => [
      acceptedToDurableMs,
      durableToSentMs,
      sentToHereMs,
      pauseMs,
    ]),
  ).toEqual([
    [2, 1, 2, undefined],
    [2, 1, 1, 1_198],
    // The clocks differ by more than the way took.
    [2, 1, 0, undefined],
    [undefined, undefined, undefined, undefined],
    [2, 1, undefined, 8_698],
  ]);
});

test("the newest are kept, bounded in count and in size", () => {
  const log = new TraceLog();
  for (let round = 0; round < 3; round++) {
    log.add(
      Array.from({ length: MAX_TRACED - 100 }, (_, index) => frame(`${round}-${index}`, "x")),
      round,
      true,
    );
  }
  expect(log.events).toHaveLength(MAX_TRACED);
  expect(log.events.at(-1)?.id).toBe(`2-${MAX_TRACED - 101}`);
  const large = "x".repeat(MAX_TRACED_CHARACTERS / 4);
  for (let index = 0; index < 6; index++) log.add([frame(`large-${index}`, large)], index, true);
  expect(log.events.map(({ id }) => id)).toEqual(["large-3", "large-4", "large-5"]);
  log.add([frame("huge", "x".repeat(MAX_TRACED_CHARACTERS))], 9, true);
  expect(log.events.map(({ id }) => id)).toEqual(["huge"]);
});

test("files have every event, whatever is in it", async () => {
  const log = new TraceLog();
  log.add([frame("1", 'say "hi", then\nleave', 1_000), frame("2", "=1+1")], 1_001, true);
  expect(await traceFile(log.events, "sse").text()).toBe(log.events.map(({ raw }) => raw).join(""));
  const json: readonly unknown[] = JSON.parse(await traceFile(log.events, "json").text());
  expect(json[0]).toMatchObject({ id: "1", data: 'say "hi", then\nleave', sentToHereMs: 1 });
  expect(await traceFile(log.events, "csv").text()).toBe(
    "at,id,type,accepted_to_durable_ms,durable_to_sent_ms,sent_to_here_ms,data\r\n" +
      '1970-01-01T00:00:01.001Z,1,message,2.000,1.000,1.000,"say ""hi"", then\nleave"\r\n' +
      "1970-01-01T00:00:01.001Z,2,message,,,,'=1+1\r\n",
  );
});
