import { afterEach, describe, expect, test } from "bun:test";
import { LogUnavailableError } from "../log/event-log.ts";
import type { Hub } from "./hub.ts";
import {
  endHubs,
  memoryLog,
  newHub,
  publish,
  subscribeLive,
  TestSink,
  turnsUntil,
} from "./test-hubs.ts";

afterEach(endHubs);

describe("a slow reader", () => {
  test("is skipped while its stream is full, then gets what it missed, once and in order", async () => {
    const hub = newHub();
    const slow = await subscribeLive(hub, "t");
    const quick = await subscribeLive(hub, "t");
    slow.sink.desiredSize = -1;
    await publish(hub, "1");
    await publish(hub, "2");
    await turnsUntil(() => quick.sink.data.length === 2);
    expect(slow.sink.data).toEqual([]);
    expect(hub.state.lagging).toBe(1);
    slow.sink.desiredSize = 0;
    await turnsUntil(() => slow.subscriber.state === "live");
    await publish(hub, "3");
    await turnsUntil(() => slow.sink.data.length === 3);
    expect(slow.sink.data).toEqual(["1", "2", "3"]);
    expect(hub.counters).toMatchObject({ fellBehind: 1, deliveries: 6 });
  });

  test("continues from the log when the window has moved past it", async () => {
    const hub = newHub({ window: { maxCount: 2, maxBytes: 1e9 } });
    const slow = await subscribeLive(hub, "t");
    slow.sink.desiredSize = -1;
    const data = Array.from({ length: 50 }, (_, index) => String(index));
    await publish(hub, ...data);
    slow.sink.desiredSize = 0;
    await turnsUntil(() => slow.sink.data.length === 50);
    expect(slow.sink.data).toEqual(data);
  });

  test("is ended and counted if it takes nothing for too long, but not if it takes a little", async () => {
    let nowMs = 0;
    const hub = newHub({ stallTimeoutMs: 1_000, nowMs: () => nowMs });
    const [stalled, crawling] = [await subscribeLive(hub, "t"), await subscribeLive(hub, "t")];
    let looks = 0;
    // Each check takes a tenth of a second; the other reader has taken a byte since the last one.
    whenLookedAt(stalled.sink, () => {
      nowMs += 100;
      return -10;
    });
    whenLookedAt(crawling.sink, () => -10 - (looks++ % 2));
    await publish(hub, "1");
    await turnsUntil(() => hub.counters.stalled > 0);
    expect([stalled.sink.ended, crawling.sink.ended]).toEqual(["broken", "open"]);
    whenLookedAt(crawling.sink, () => 0);
    await turnsUntil(() => crawling.sink.data.length === 1);
  });

  test.each([
    ["is counted if it had taken nothing for the whole timeout", 1_010, 1],
    ["is not counted if it leaves before that", 990, 0],
  ])("whose connection the kernel closes first %s", async (_what, afterMs, stalled) => {
    const { hub, subscriber, clock } = await fullReader();
    await turnsUntil(() => clock.looks > 5);
    clock.nowMs += afterMs;
    hub.unsubscribe(subscriber);
    hub.unsubscribe(subscriber);
    expect(hub.counters).toMatchObject({ stalled, unsubscribed: 1 });
  });

  test("on a slow link is not closed while the other end takes bytes, however long a chunk takes", async () => {
    let nowMs = 0;
    let taken = 0;
    const peer = { address: "192.0.2.1", port: 4711 };
    const takenBytes = (asked: typeof peer) => (asked === peer ? taken : undefined);
    const hub = newHub({ stallTimeoutMs: 1_000, nowMs: () => nowMs, takenBytes });
    const sink = new TestSink();
    const subscriber = hub.subscribe(sink, { selectors: ["t"], peer });
    await turnsUntil(() => subscriber.state === "live");
    whenLookedAt(sink, () => {
      nowMs += 100;
      // It takes a byte every half second for ten seconds, then no more.
      if (nowMs % 500 === 0 && nowMs < 10_000) taken += 1;
      return -1;
    });
    await publish(hub, "1");
    await turnsUntil(() => subscriber.state === "closed");
    expect(nowMs).toBeWithin(10_500, 12_500);
    expect(hub.counters.stalled).toBe(1);
  });

  test("gets its whole timeout again after the process or the machine was suspended", async () => {
    const { hub, subscriber, clock } = await fullReader((own) => {
      // A standstill of 35 s; after it, each check takes a tenth of a second.
      own.nowMs += own.looks === 3 ? 35_000 : 100;
    });
    await turnsUntil(() => subscriber.state === "closed");
    expect(clock.looks).toBeGreaterThan(12);
    expect(hub.counters.stalled).toBe(1);
  });

  test("waits, without a gap, while another process holds the log", async () => {
    const log = memoryLog(100);
    const hub = newHub({ log, window: { maxCount: 2, maxBytes: 1e9 } });
    const slow = await subscribeLive(hub, "t");
    slow.sink.desiredSize = -1;
    await publish(hub, "1", "2", "3", "4", "5");
    const select = log.select.bind(log);
    const locked = Promise.withResolvers<void>();
    let tries = 0;
    log.select = () => {
      if (++tries === 2) locked.resolve();
      return Promise.reject(new LogUnavailableError("locked"));
    };
    slow.sink.desiredSize = 0;
    await locked.promise;
    log.select = select;
    await turnsUntil(() => slow.subscriber.state === "live");
    expect(slow.sink.data).toEqual(["1", "2", "3", "4", "5"]);
    expect(hub.counters.gaps).toBe(0);
  });

  test("gets a gap once the log itself has removed events", async () => {
    const log = memoryLog(3);
    const hub = newHub({ log, window: { maxCount: 2, maxBytes: 1e9 } });
    const slow = await subscribeLive(hub, "t");
    await publish(hub, "1");
    await turnsUntil(() => slow.sink.data.length === 1);
    slow.sink.desiredSize = -1;
    await publish(hub, "2", "3", "4", "5", "6");
    slow.sink.desiredSize = 0;
    await turnsUntil(() => slow.subscriber.state === "live");
    const gap = JSON.stringify({ from: "e-1", to: "e-3", reason: "evicted" });
    expect(slow.sink.data).toEqual(["1", gap, "4", "5", "6"]);
    expect(slow.sink.events[1]).toMatchObject({ event: "gap", id: "e-3" });
    expect(hub.counters.gaps).toBe(1);
  });
});

/** A reader that takes nothing of its one event, on a hub whose clock the test moves: also at each look at the stream. */
async function fullReader(onLook: (clock: { nowMs: number; looks: number }) => void = () => {}) {
  const clock = { nowMs: 0, looks: 0 };
  const hub = newHub({ stallTimeoutMs: 1_000, nowMs: () => clock.nowMs });
  const { sink, subscriber } = await subscribeLive(hub, "t");
  whenLookedAt(sink, () => {
    clock.looks += 1;
    onLook(clock);
    return -10;
  });
  await publish(hub, "1");
  return { hub, subscriber, clock };
}

function whenLookedAt(sink: TestSink, desiredSize: () => number): void {
  Object.defineProperty(sink, "desiredSize", { get: desiredSize, configurable: true });
}

async function resume(hub: Hub, lastEventId: string, ...selectors: string[]) {
  const sink = new TestSink();
  const subscriber = hub.subscribe(sink, { selectors, lastEventId });
  await turnsUntil(() => subscriber.state === "live");
  return sink;
}

describe("Hub.subscribe() with a last event id", () => {
  test("sends exactly the later events that are selected", async () => {
    const hub = newHub();
    await publish(hub, "1", "2");
    await hub.publish({ topics: ["other"], data: "x" });
    await publish(hub, "3");
    expect((await resume(hub, "e-1", "t")).data).toEqual(["2", "3"]);
    expect((await resume(hub, "e-4", "t")).data).toEqual([]);
    expect((await resume(hub, "e-0", "*")).data).toEqual(["1", "2", "x", "3"]);
  });

  test("sends readers at the same position the same chunk", async () => {
    const hub = newHub();
    await publish(hub, "1", "2", "3");
    const [one, other] = await Promise.all([resume(hub, "e-1", "t"), resume(hub, "e-1", "t")]);
    expect(one.data).toEqual(["2", "3"]);
    expect(one.chunks.at(-1)).toBe(other.chunks.at(-1));
  });

  test("resumes after an id that the publisher chose", async () => {
    const hub = newHub();
    await hub.publish({ topics: ["t"], data: "1", id: "mine" });
    await publish(hub, "2");
    expect((await resume(hub, "mine", "t")).data).toEqual(["2"]);
  });

  test.each([
    ["made-up", "unknown-id"],
    ["elsewhere-7", "other-epoch"],
    ["e-99", "unknown-id"],
  ])("answers %p with a gap, %s, and then with what there is", async (id, reason) => {
    const hub = newHub();
    await publish(hub, "1", "2");
    const sink = await resume(hub, id, "t");
    expect(sink.data).toEqual([JSON.stringify({ from: id, to: "e-0", reason }), "1", "2"]);
  });

  test("names what was evicted", async () => {
    const hub = newHub({ log: memoryLog(2), window: { maxCount: 2, maxBytes: 1e9 } });
    await publish(hub, "1", "2", "3", "4");
    const sink = await resume(hub, "e-1", "t");
    const gap = JSON.stringify({ from: "e-1", to: "e-2", reason: "evicted" });
    expect(sink.data).toEqual([gap, "3", "4"]);
  });

  test("reports a gap only if selected events were removed, and names the last of them", async () => {
    const hub = newHub({ log: memoryLog(3), window: { maxCount: 2, maxBytes: 1e9 } });
    await hub.publish({ topics: ["quiet"], data: "q1" });
    await hub.publish({ topics: ["once"], data: "o1" });
    await publish(hub, "1", "2", "3", "4");
    await hub.publish({ topics: ["quiet"], data: "q2" });
    expect((await resume(hub, "e-1", "quiet")).data).toEqual(["q2"]);
    expect((await resume(hub, "e-2", "once")).data).toEqual([]);
    const gap = JSON.stringify({ from: "e-1", to: "e-2", reason: "evicted" });
    expect((await resume(hub, "e-1", "quiet", "once")).data).toEqual([gap, "q2"]);
    expect((await resume(hub, "e-1", "once")).data).toEqual([gap]);
    expect(hub.counters.gaps).toBe(2);
  });

  test("treats an overlong id as unknown, and shows only its beginning", async () => {
    const hub = newHub();
    const id = "x".repeat(128);
    await hub.publish({ topics: ["t"], data: "1", id });
    const [gap, event] = (await resume(hub, `${id}y`, "t")).data;
    expect(JSON.parse(gap ?? "")).toEqual({ from: id, to: "e-0", reason: "unknown-id" });
    expect(event).toBe("1");
  });

  test("loses and repeats nothing while events keep coming", async () => {
    const hub = newHub({
      window: { maxCount: 5, maxBytes: 1e9 },
      maxWaitingPublishes: { maxCount: 1_000, maxBytes: 1e9 },
    });
    const data = Array.from({ length: 3_000 }, (_, index) => String(index));
    await publish(hub, ...data.slice(0, 1_000));
    const sink = new TestSink();
    hub.subscribe(sink, { selectors: ["t"], lastEventId: "e-1" });
    for (let from = 1_000; from < 3_000; from += 100)
      await publish(hub, ...data.slice(from, from + 100));
    await turnsUntil(() => sink.data.length >= 2_999);
    expect(sink.data).toEqual(data.slice(1));
  });
});
