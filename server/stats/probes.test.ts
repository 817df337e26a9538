/** The hub's own readers of its busiest topics, by a real hub and real streams. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { StatsSnapshot, StreamsAnswer, TopicsAnswer } from "#protocol";
import { openStream, publish, startHub, type TestHub } from "../test-hub.ts";

const READERS = 3;
/** A probe reads most of them. */
const EVENTS = 20;

describe.each([
  ["one thread", []],
  ["two threads", ["--threads", "2"]],
])("with %s", (_name, flags) => {
  let hub: TestHub;
  let streams: Awaited<ReturnType<typeof openStream>>[];
  let watch: Awaited<ReturnType<typeof openStream>>;

  beforeAll(async () => {
    hub = await startHub(...flags);
    // A stream that nothing refers to is closed when memory is collected.
    streams = await Promise.all(
      Array.from({ length: READERS }, () => openStream(hub.origin, "topic=orders")),
    );
    watch = await openStream(hub.origin, "topic=$stats");
  });
  afterAll(async () => {
    for (const stream of streams) stream.close();
    await hub.stop();
  });

  /** Publishes an event with each second's statistics, until they are as wanted. */
  async function publishUntil(isWanted: (stats: StatsSnapshot) => boolean): Promise<StatsSnapshot> {
    for (;;) {
      await publish(hub.origin, "orders", "x");
      const events = await watch.until(watch.events.length + 1);
      const stats: StatsSnapshot = JSON.parse(
        events.findLast(({ event }) => event === "stats")?.data ?? "null",
      );
      if (stats !== null && isWanted(stats)) return stats;
    }
  }

  test("they time what comes after a socket, and all deliveries with it", async () => {
    const { latency } = await publishUntil((stats) => stats.latency.acceptedToParsed.count > 0);
    const { acceptedToSent, acceptedToParsed } = latency;
    expect(acceptedToParsed.count).toBeLessThanOrEqual(acceptedToSent.count);
    expect(acceptedToParsed.maxMs).toBeGreaterThan(acceptedToSent.p50Ms ?? Infinity);
    const { sentToParsed } = (await publishUntil((stats) => stats.latency.sentToParsed.count > 0))
      .latency;
    expect(sentToParsed.maxMs).toBeGreaterThan(0);
  });

  test("nobody counts them: not as streams, readers or deliveries", async () => {
    const { connections, totals } = await publishUntil(
      (stats) => stats.latency.sentToParsed.count > 0,
    );
    const open = READERS + 1;
    expect([connections, totals.subscribed - totals.unsubscribed]).toEqual([open, open]);
    const ask = async <Answer>(path: string): Promise<Answer> =>
      (await fetch(`${hub.origin}${path}`)).json();
    const { topics } = await ask<TopicsAnswer>("/topics");
    expect(topics.map(({ topic, readers }) => [topic, readers])).toEqual([["orders", READERS]]);
    const listed = await ask<StreamsAnswer>("/streams?topic=orders");
    expect(listed.streams.length).toBe(READERS);
    for (let count = 0; count < EVENTS; count++) await publish(hub.origin, "orders", "x");
    const wanted = totals.events + EVENTS;
    const { totals: after } = await publishUntil((stats) => stats.totals.events >= wanted);
    const ofStats = watch.events.filter(({ event }) => event !== "minute").length;
    const orders = READERS * after.events;
    // What is on its way as the statistics are taken is in one of the counts only.
    expect(Math.abs(after.deliveries - orders - ofStats)).toBeLessThanOrEqual(2 * READERS);
  });
});
