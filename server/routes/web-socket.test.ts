import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FrameLine } from "#protocol";
import {
  adversarialTexts,
  asRead,
  openStream,
  publish,
  startHub,
  type TestHub,
} from "../test-hub.ts";

let hub: TestHub;

beforeAll(async () => {
  hub = await startHub("--drain", "0.1", "--max-connections", "3");
});

afterAll(() => hub.stop());

/** A socket whose lines are read one by one, as the test asks for them. */
async function openSocket(query: string, from = hub) {
  const socket = new WebSocket(`${from.origin.replace("http", "ws")}/ws?${query}`);
  const lines: FrameLine[] = [];
  let arrived = Promise.withResolvers<void>();
  socket.addEventListener("message", ({ data }) => {
    for (const line of String(data).trimEnd().split("\n")) lines.push(JSON.parse(line));
    arrived.resolve();
    arrived = Promise.withResolvers<void>();
  });
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener("close", ({ code }) => resolve(code));
  });
  const until = async (count: number) => {
    while (lines.length < count) await arrived.promise;
    return lines;
  };
  await until(1);
  return { until, closed, close: () => socket.close() };
}

test("/ws sends a reconnection time at once, then events, and resumes after an id", async () => {
  const socket = await openSocket("topic=orders");
  const ids = [
    await publish(hub.origin, "orders", "1"),
    await publish(hub.origin, "orders", "2\n3"),
  ];
  await publish(hub.origin, "elsewhere", "x");
  const [hello, ...events] = await socket.until(3);
  expect(hello?.retry).toBeWithin(1000, 3001);
  expect(events).toEqual([
    { id: ids[0] ?? "", type: "message", data: "1" },
    { id: ids[1] ?? "", type: "message", data: "2\n3" },
  ]);
  socket.close();
  const resumed = await openSocket(`topic=orders&lastEventId=${ids[0]}`);
  expect((await resumed.until(2)).at(-1)?.data).toBe("2\n3");
  resumed.close();
  await resumed.closed;
});

test("/ws answers an unknown id with a gap and then the events it has", async () => {
  await publish(hub.origin, "gapped", "1");
  const socket = await openSocket("topic=gapped&lastEventID=made-up");
  const [, gap, event] = await socket.until(3);
  expect(gap?.type).toBe("gap");
  expect(JSON.parse(gap?.data ?? "")).toMatchObject({ from: "made-up", reason: "unknown-id" });
  expect(event?.data).toBe("1");
  socket.close();
  await socket.closed;
});

test("/ws carries 200 adversarial texts in order, like an event stream", async () => {
  const socket = await openSocket("topic=odd");
  const texts = adversarialTexts(200);
  for (const data of texts) await publish(hub.origin, "odd", data);
  const lines = await socket.until(1 + texts.length);
  expect(lines.slice(1).map(({ data }) => data)).toEqual(texts.map(asRead));
  socket.close();
  await socket.closed;
});

test("accepted text comes out the same live and replayed, over an event stream and /ws", async () => {
  const folder = mkdtempSync(join(tmpdir(), "streamgauge-same-"));
  const log = `sqlite:${join(folder, "log.db")}`;
  const first = await startHub("--log", log, "--drain", "0");
  const [stream, socket] = [
    await openStream(first.origin, "topic=same"),
    await openSocket("topic=same", first),
  ];
  await stream.readMore();
  const texts = adversarialTexts(200);
  const ids: string[] = [];
  for (const data of texts) ids.push(await publish(first.origin, "same", data));
  const live = [
    (await stream.until(texts.length)).map(({ data }) => data),
    (await socket.until(1 + texts.length)).slice(1).map(({ data }) => data),
  ];
  stream.close();
  socket.close();
  await first.stop("SIGTERM");

  // From the file, by a hub without any of it in memory.
  const second = await startHub("--log", log);
  const from = `topic=same&lastEventID=${ids[0]}`;
  const replay = await openStream(second.origin, from);
  const replaySocket = await openSocket(from, second);
  const replayed = [
    (await replay.until(texts.length - 1)).map(({ data }) => data),
    (await replaySocket.until(texts.length)).slice(1).map(({ data }) => data),
  ];
  const expected = texts.map(asRead);
  expect(live).toEqual([expected, expected]);
  expect(replayed).toEqual([expected.slice(1), expected.slice(1)]);
  replay.close();
  replaySocket.close();
  await second.stop();
  rmSync(folder, { recursive: true });
});

test.each([
  ["/ws?topic=a", 426, "no handshake"],
  ["/ws", 400, "no topic"],
])("%s is answered %d: %s", async (path, status) => {
  expect((await fetch(hub.origin + path)).status).toBe(status);
});

test("/ws is closed with 1001 when the hub drains, after a new reconnection time", async () => {
  // Reconnection times start at the end of the drain, so up to 100 ms are added.
  const draining = await startHub("--drain", "0.1", "--retry", "1-2.9");
  const socket = await openSocket("topic=a", draining);
  const exited = draining.stop("SIGTERM");
  expect(await socket.closed).toBe(1001);
  expect((await socket.until(2))[1]?.retry).toBeWithin(1000, 3001);
  expect(await exited).toBe(0);
});
