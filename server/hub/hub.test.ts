import { afterEach, describe, expect, test } from "bun:test";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { MemoryLog } from "../log/memory-log.ts";
import { Hub, type HubOptions } from "./hub.ts";
import { IntakeFullError } from "./intake.ts";
import { InvalidDraftError, ReservedTopicError } from "./refusals.ts";
import type { Sink, Subscriber } from "./subscriber.ts";

/** A stream whose fullness the test decides; what it takes is read by another's parser. */
class TestSink implements Sink {
  desiredSize: number | null = 0;
  ended: "open" | "closed" | "broken" = "open";
  isThrowing = false;
  readonly events: EventSourceMessage[] = [];
  readonly chunks: Uint8Array[] = [];
  readonly #parser = createParser({ onEvent: (event) => this.events.push(event) });

  enqueue(chunk: Uint8Array): void {
    if (this.isThrowing) throw new TypeError("this sink takes nothing");
    this.chunks.push(chunk);
    this.#parser.feed(new TextDecoder().decode(chunk));
  }

  close(): void {
    this.ended = "closed";
  }

  error(): void {
    this.ended = "broken";
  }

  get data(): string[] {
    return this.events.map((event) => event.data);
  }
}

const open: Hub[] = [];

function newHub(options: Partial<HubOptions> = {}): Hub {
  const hub = new Hub({
    log: new MemoryLog("e", { maxCount: 10_000, maxBytes: 1e9 }),
    window: { maxCount: 1_000, maxBytes: 1e9 },
    maxSubscribers: 100,
    maxWaitingPublishes: 100,
    maxConcurrentReads: 2,
    heartbeatMs: 60_000,
    retryMs: { from: 1000, to: 3000 },
    nowMs: () => performance.now(),
    random: () => 0.5,
    onHandedOver: () => {},
    ...options,
  });
  open.push(hub);
  return hub;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((hub) => hub.drain(0)));
});

/** Resolves when the loop has turned until `isReached` holds. */
async function turnsUntil(isReached: () => boolean): Promise<void> {
  while (!isReached()) await new Promise((resolve) => setImmediate(resolve));
}

async function subscribeLive(hub: Hub, ...selectors: string[]) {
  const sink = new TestSink();
  const subscriber = hub.subscribe(sink, { selectors });
  await turnsUntil(() => subscriber.state === "live");
  return { sink, subscriber };
}

async function publish(hub: Hub, ...data: string[]) {
  return Promise.all(data.map((text) => hub.publish({ topics: ["t"], data: text })));
}

describe("Hub.publish()", () => {
  test("reaches those who select a topic of the event, in order and once", async () => {
    const hub = newHub();
    const both = await subscribeLive(hub, "t", "u");
    const every = await subscribeLive(hub, "*");
    const other = await subscribeLive(hub, "v");
    await Promise.all([
      hub.publish({ topics: ["t", "u"], data: "1" }),
      hub.publish({ topics: ["u"], data: "2" }),
    ]);
    await turnsUntil(() => every.sink.data.length === 2);
    expect(both.sink.data).toEqual(["1", "2"]);
    expect(every.sink.data).toEqual(["1", "2"]);
    expect(other.sink.data).toEqual([]);
    expect(hub.counters).toMatchObject({ events: 2, deliveries: 4 });
  });

  test("puts everything of one turn into one chunk, which the subscribers share", async () => {
    const hub = newHub();
    const [first, second] = [await subscribeLive(hub, "t"), await subscribeLive(hub, "t")];
    await publish(hub, "1", "2", "3");
    await turnsUntil(() => second.sink.data.length === 3);
    expect(first.sink.chunks.length).toBe(2);
    expect(second.sink.chunks[1]).toBe(first.sink.chunks[1]);
  });

  test("answers a repeated id as already published, and delivers it no second time", async () => {
    const hub = newHub();
    const { sink } = await subscribeLive(hub, "t");
    const draft = { topics: ["t"], data: "x", id: "order-1" };
    const [first, again] = await Promise.all([hub.publish(draft), hub.publish(draft)]);
    await publish(hub, "after");
    await turnsUntil(() => sink.data.length === 2);
    expect(again).toEqual(first);
    expect(sink.data).toEqual(["x", "after"]);
  });

  test("refuses what the wire cannot carry, the hub's topics and the hub's ids", () => {
    const hub = newHub();
    expect(() => hub.publish({ topics: ["t"], data: "", type: "a\nb" })).toThrow(InvalidDraftError);
    expect(() => hub.publish({ topics: ["t"], data: "", id: "e-1" })).toThrow(InvalidDraftError);
    expect(() => hub.publish({ topics: ["t", "$stats"], data: "" })).toThrow(ReservedTopicError);
  });

  test("refuses beyond the bound of those that wait, and loses none that it took", async () => {
    const hub = newHub({ maxWaitingPublishes: 2 });
    const { sink } = await subscribeLive(hub, "t");
    const taken = publish(hub, "1", "2");
    expect(() => hub.publish({ topics: ["t"], data: "3" })).toThrow(IntakeFullError);
    await taken;
    await turnsUntil(() => sink.data.length === 2);
  });

  test("rejects the whole batch when the log fails, delivers nothing of it, and goes on", async () => {
    const log = new MemoryLog("e", { maxCount: 10, maxBytes: 1e9 });
    const append = log.append.bind(log);
    log.append = () => Promise.reject(new Error("disk full"));
    const hub = newHub({ log });
    const { sink } = await subscribeLive(hub, "t");
    const { sink: stats } = await subscribeLive(hub, "$stats");
    const refused = publish(hub, "1");
    hub.announce({ topics: ["$stats"], data: "still measuring" });
    expect(refused).rejects.toThrow("disk full");
    await turnsUntil(() => stats.data.length === 1);
    log.append = append;
    await publish(hub, "2");
    await turnsUntil(() => sink.data.length === 1);
    expect(sink.data).toEqual(["2"]);
  });

  test("tells how long it took to hand an event over", async () => {
    const latenciesMs: number[] = [];
    const hub = newHub({ onHandedOver: (latencyMs) => latenciesMs.push(latencyMs) });
    await publish(hub, "nobody listens");
    await subscribeLive(hub, "t");
    await publish(hub, "1", "2");
    await turnsUntil(() => latenciesMs.length === 2);
    expect(latenciesMs.every((latencyMs) => latencyMs >= 0)).toBe(true);
  });
});

describe("Hub.announce()", () => {
  test("reaches the live without an id, counts no delivery and cannot be replayed", async () => {
    const hub = newHub();
    const { sink } = await subscribeLive(hub, "$stats");
    hub.announce({ topics: ["$stats"], type: "stats", data: "{}" });
    await turnsUntil(() => sink.events.length === 1);
    expect(sink.events).toEqual([{ id: undefined, event: "stats", data: "{}" }]);
    expect(hub.counters).toMatchObject({ events: 0, deliveries: 0 });
    expect(hub.state.window.events).toBe(0);
  });

  test("does not reach those who select every topic", async () => {
    const hub = newHub();
    const { sink } = await subscribeLive(hub, "*");
    hub.announce({ topics: ["$stats"], data: "{}" });
    await publish(hub, "after");
    await turnsUntil(() => sink.data.length === 1);
    expect(sink.data).toEqual(["after"]);
  });
});

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

  test("reads on from the log when the window has moved past it", async () => {
    const hub = newHub({ window: { maxCount: 2, maxBytes: 1e9 } });
    const slow = await subscribeLive(hub, "t");
    slow.sink.desiredSize = -1;
    const data = Array.from({ length: 50 }, (_, index) => String(index));
    await publish(hub, ...data);
    slow.sink.desiredSize = 0;
    await turnsUntil(() => slow.sink.data.length === 50);
    expect(slow.sink.data).toEqual(data);
  });

  test("is told of a gap when the log itself has let events go", async () => {
    const log = new MemoryLog("e", { maxCount: 3, maxBytes: 1e9 });
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

async function resume(hub: Hub, lastEventId: string, ...selectors: string[]) {
  const sink = new TestSink();
  const subscriber: Subscriber = hub.subscribe(sink, { selectors, lastEventId });
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
    const hub = newHub({ log: new MemoryLog("e", { maxCount: 2, maxBytes: 1e9 }) });
    await publish(hub, "1", "2", "3", "4");
    const sink = await resume(hub, "e-1", "t");
    const gap = JSON.stringify({ from: "e-1", to: "e-2", reason: "evicted" });
    expect(sink.data).toEqual([gap, "3", "4"]);
  });

  test("loses and repeats nothing when events keep coming meanwhile", async () => {
    const hub = newHub({ window: { maxCount: 5, maxBytes: 1e9 }, maxWaitingPublishes: 1_000 });
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

describe("streams that end", () => {
  test("a sink that throws is let go, and touches no other", async () => {
    const hub = newHub();
    const broken = await subscribeLive(hub, "t");
    const sound = await subscribeLive(hub, "t");
    broken.sink.isThrowing = true;
    await publish(hub, "1");
    await turnsUntil(() => sound.sink.data.length === 1);
    expect(broken.subscriber.state).toBe("closed");
    expect(hub.state.connections).toBe(1);
  });

  test("unsubscribe() forgets the topics of the last subscriber, and may be called twice", async () => {
    const hub = newHub();
    const { subscriber } = await subscribeLive(hub, "t", "u");
    expect(hub.state.topics).toBe(2);
    hub.unsubscribe(subscriber);
    hub.unsubscribe(subscriber);
    expect(hub.state).toMatchObject({ topics: 0, connections: 0, lagging: 0 });
  });

  test("cut() ends the stream of that name only", async () => {
    const hub = newHub();
    const [named, other] = [new TestSink(), await subscribeLive(hub, "t")];
    hub.subscribe(named, { selectors: ["t"], streamName: "mine-1234" });
    expect(hub.cut("nobody-12")).toBe(false);
    expect(hub.cut("mine-1234")).toBe(true);
    expect([named.ended, other.sink.ended]).toEqual(["closed", "open"]);
    expect(hub.cut("mine-1234")).toBe(false);
  });

  test("drain() refuses new ones, closes the healthy and breaks off the full", async () => {
    const hub = newHub();
    const healthy = await subscribeLive(hub, "t");
    const full = await subscribeLive(hub, "t");
    full.sink.desiredSize = -1;
    const drained = hub.drain(40);
    expect(hub.admission).toBe("draining");
    await drained;
    expect([healthy.sink.ended, full.sink.ended]).toEqual(["closed", "broken"]);
    expect(hub.state.connections).toBe(0);
  });

  test("admission is full at the cap, and open again when one leaves", async () => {
    const hub = newHub({ maxSubscribers: 1 });
    const { subscriber } = await subscribeLive(hub, "t");
    expect(hub.admission).toBe("full");
    hub.unsubscribe(subscriber);
    expect(hub.admission).toBe("open");
  });
});
