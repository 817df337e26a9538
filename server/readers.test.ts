/** Misbehaving readers, each on a real socket: none may cost the others anything. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { StatsSnapshot } from "#protocol";
import { openStream, post, publish, startHub, type TestHub } from "./test-hub.ts";
import { TestSocket } from "./test-socket.ts";

/** In total more than the kernel buffers for a stalled reader, which is about 4 MB. */
const EVENTS = 12;
const EVENT_BYTES = 900_000;
const MOST_RECEIVED = 4 * 1024 * 1024;

let hub: TestHub;
beforeAll(async () => {
  // A reader in this process stands still while the machine does other things, for more than a second at times.
  hub = await startHub("--stall-timeout", "5");
});
afterAll(async () => {
  await hub.stop();
});

async function stats(origin = hub.origin): Promise<StatsSnapshot> {
  // The hub's own response; `routes/stats.test.ts` checks its shape.
  return (await (await fetch(`${origin}/stats`)).json()) as StatsSnapshot;
}

/** Publishes large events one after the other, so that a healthy reader keeps up. */
async function publishMany(topic: string): Promise<void> {
  const data = "x".repeat(EVENT_BYTES);
  for (let count = 0; count < EVENTS; count++) await publish(hub.origin, topic, data);
}

async function statsUntil(isReached: (stats: StatsSnapshot) => boolean, origin = hub.origin) {
  for (;;) {
    const snapshot = await stats(origin);
    if (isReached(snapshot)) return snapshot;
  }
}

test("readers that stall, vanish or read a byte at a time are closed after the stall timeout, and the others get everything", async () => {
  const [stalled, vanished, slow] = Array.from({ length: 3 }, () => new TestSocket(hub.origin));
  if (!stalled || !vanished || !slow) throw new Error("There must be three");
  const sockets = [stalled, vanished, slow];
  for (const socket of sockets) socket.subscribe("large");
  const healthy = await openStream(hub.origin, "topic=large");
  await statsUntil(({ connections }) => connections === 4);
  stalled.receive(1);
  vanished.vanish();
  const received = healthy.until(Infinity).catch(() => {});
  await publishMany("large");
  const { connections } = await statsUntil(({ totals }) => {
    slow.receive(1);
    return totals.stalled === 3;
  });
  expect(connections).toBe(1);
  await statsUntil(() => healthy.events.length === EVENTS);
  expect(await stats()).toMatchObject({ connections: 1, totals: { stalled: 3 } });
  healthy.close();
  await received;
  for (const socket of sockets) socket.close();
});

describe("a WebSocket that does not read", () => {
  const MB = 1024 * 1024;
  const LARGE_EVENTS = 30;

  test("costs one event and 64 kB, and gets every event, once and in order, when it reads again", async () => {
    // This hub has the default stall timeout: publishing 30 MB may take longer than a second.
    const patient = await startHub();
    const socket = new TestSocket(patient.origin);
    socket.send(
      "GET /ws?topic=large HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    await statsUntil(({ connections }) => connections === 1, patient.origin);
    const data = (index: number) => String(index).padEnd(MB - 1000, ".");
    for (let index = 0; index < LARGE_EVENTS; index++) {
      await publish(patient.origin, "large", data(index));
    }
    const { totals } = await stats(patient.origin);
    // Some are in the kernel's buffers; the hub holds at most one.
    expect(totals.deliveries).toBeLessThan(LARGE_EVENTS / 2);

    const received: string[] = [];
    const frames = new FrameLines(socket);
    while (received.length < 1 + LARGE_EVENTS) received.push(...frames.take());
    expect(received.slice(1).map((line) => JSON.parse(line).data)).toEqual(
      Array.from({ length: LARGE_EVENTS }, (_, index) => data(index)),
    );
    const after = await stats(patient.origin);
    expect(after.totals.deliveries).toBe(LARGE_EVENTS);
    expect(after.totals.gaps).toBe(0);
    socket.close();
    await patient.stop();
  });
});

/** Reads text frames from a socket and returns their lines. [RFC 6455, 5.2] */
class FrameLines {
  readonly #socket: TestSocket;
  #held = Buffer.alloc(0);
  #isOpen = false;

  constructor(socket: TestSocket) {
    this.#socket = socket;
  }

  /** Waits for more bytes and returns the lines of all complete frames. */
  take(): string[] {
    const more = this.#socket.receive(MOST_RECEIVED);
    if (more.length === 0) throw new Error("The hub has closed the WebSocket");
    this.#held = Buffer.concat([this.#held, more]);
    const headEnd = this.#held.indexOf("\r\n\r\n");
    if (!this.#isOpen && headEnd < 0) return [];
    if (!this.#isOpen) this.#held = this.#held.subarray(headEnd + 4);
    this.#isOpen = true;
    const lines: string[] = [];
    for (let frame = this.#takeFrame(); frame !== undefined; frame = this.#takeFrame()) {
      lines.push(...frame.trimEnd().split("\n"));
    }
    return lines.filter((line) => line !== "");
  }

  #takeFrame(): string | undefined {
    const held = this.#held;
    // The shortest frame is longer than the longest frame header.
    if (held.length < 10) return undefined;
    const short = (held[1] ?? 0) & 127;
    let [head, length] = [2, short];
    if (short === 126) [head, length] = [4, held.readUInt16BE(2)];
    if (short === 127) [head, length] = [10, Number(held.readBigUInt64BE(2))];
    if (held.length < head + length) return undefined;
    this.#held = held.subarray(head + length);
    return held.subarray(head, head + length).toString("utf8");
  }
}

describe("a publisher that", () => {
  test("dies in the middle of a body publishes nothing and disturbs nobody", async () => {
    const stream = await openStream(hub.origin, "topic=halves");
    const body = JSON.stringify({ topic: "halves", data: "never whole" });
    const socket = new TestSocket(hub.origin);
    const head = `POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    socket.send(`${head}\r\n\r\n${body.slice(0, 20)}`);
    socket.close();
    await publish(hub.origin, "halves", "whole");
    expect((await stream.until(1)).map(({ data }) => data)).toEqual(["whole"]);
    stream.close();
  });

  test("sends more than is allowed is told so", async () => {
    const answer = await post(hub.origin, { topic: "a", data: "x".repeat(2_000_000) });
    expect(answer.status).toBe(413);
  });
});
