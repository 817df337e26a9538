/** Readers that misbehave: each is caused, on a real socket, and none may cost the others anything. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { StatsSnapshot } from "#protocol";
import { openStream, post, publish, startHub, type TestHub } from "./test-hub.ts";
import { TestSocket } from "./test-socket.ts";

/** More than the system's own buffers take for a reader that stalls: about 4 MB. */
const EVENT_BYTES = 100_000;

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub("--stall-timeout", "0.3");
});
afterAll(async () => {
  await hub.stop();
});

async function stats(): Promise<StatsSnapshot> {
  // The hub's own answer, whose shape `routes/stats.test.ts` holds.
  return (await (await fetch(`${hub.origin}/stats`)).json()) as StatsSnapshot;
}

/** Publishes large events to the topic until the hub says so; answers how many there were. */
async function publishUntil(topic: string, isReached: (stats: StatsSnapshot) => boolean) {
  let count = 0;
  for (; !isReached(await stats()); count++)
    await publish(hub.origin, topic, "x".repeat(EVENT_BYTES));
  return count;
}

async function statsUntil(isReached: (stats: StatsSnapshot) => boolean) {
  for (;;) {
    const snapshot = await stats();
    if (isReached(snapshot)) return snapshot;
  }
}

describe("a reader that", () => {
  test.each([
    ["stalls", (socket: TestSocket) => socket.receive(1)],
    ["vanishes without a word", (socket: TestSocket) => socket.vanish()],
  ])(
    "%s is closed after the stall timeout and counted, while the others get everything",
    async (what, misbehave) => {
      const topic = what.replaceAll(" ", "-");
      const before = await stats();
      const socket = new TestSocket(hub.origin);
      socket.subscribe(topic);
      const healthy = await openStream(hub.origin, `topic=${topic}`);
      await statsUntil(({ connections }) => connections === before.connections + 2);
      misbehave(socket);
      const received = healthy.until(Infinity).catch(() => {});
      const count = await publishUntil(
        topic,
        ({ totals }) => totals.stalled > before.totals.stalled,
      );
      const after = await statsUntil(({ connections }) => connections === before.connections + 1);
      expect(after.totals.stalled).toBe(before.totals.stalled + 1);
      expect(after.lagging).toBe(0);
      await statsUntil(() => healthy.events.length === count);
      healthy.close();
      await received;
      socket.close();
    },
  );

  test("reads a byte at a time delays nobody, and costs the hub no more than one that stalls", async () => {
    const before = await stats();
    const socket = new TestSocket(hub.origin);
    socket.subscribe("slow");
    const healthy = await openStream(hub.origin, "topic=slow");
    await statsUntil(({ connections }) => connections === before.connections + 2);
    const received = healthy.until(Infinity).catch(() => {});
    let published = 0;
    for (; (await stats()).totals.stalled === before.totals.stalled; published++) {
      socket.receive(1);
      await publish(hub.origin, "slow", "x".repeat(EVENT_BYTES));
    }
    await statsUntil(() => healthy.events.length === published);
    expect((await stats()).connections).toBe(before.connections + 1);
    healthy.close();
    await received;
    socket.close();
  });
});

describe("a publisher that", () => {
  test("dies in the middle of a body publishes nothing, and disturbs nobody", async () => {
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
