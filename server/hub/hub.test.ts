import { afterEach, describe, expect, test } from "bun:test";
import { IdCollisionError, IntakeFullError } from "../log/intake.ts";
import { InvalidDraftError, ReservedTopicError } from "./refusals.ts";
import {
  endHubs,
  memoryLog,
  newHub,
  NOT_MEASURED,
  publish,
  subscribeLive,
  TestSink,
  turnsUntil,
} from "./test-hubs.ts";
import { WS_FORMAT } from "./wire-format.ts";

afterEach(endHubs);

describe("Hub.publish()", () => {
  test("reaches the subscribers that select one of its topics, in order and once", async () => {
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

  test("shares one chunk with everything published in a turn among the subscribers", async () => {
    const hub = newHub();
    const [first, second] = [await subscribeLive(hub, "t"), await subscribeLive(hub, "t")];
    await publish(hub, "1", "2", "3");
    await turnsUntil(() => second.sink.data.length === 3);
    expect(first.sink.chunks.length).toBe(2);
    expect(second.sink.chunks[1]).toBe(first.sink.chunks[1]);
  });

  test("acknowledges a repeated id without delivering it again", async () => {
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

  test("refuses publishes beyond the limit on waiting ones, and loses none that it accepted", async () => {
    const hub = newHub({ maxWaitingPublishes: { maxCount: 2, maxBytes: 1e9 } });
    const { sink } = await subscribeLive(hub, "t");
    const taken = publish(hub, "1", "2");
    expect(() => hub.publish({ topics: ["t"], data: "3" })).toThrow(IntakeFullError);
    await taken;
    await turnsUntil(() => sink.data.length === 2);
  });

  test("refuses publishes beyond the limit on waiting bytes, in any script, and accepts more afterwards", async () => {
    const hub = newHub({ maxWaitingPublishes: { maxCount: 100, maxBytes: 100_000 } });
    const large = { topics: ["t"], data: "水".repeat(20_000) };
    const taken = [hub.publish(large), hub.publish(large)];
    expect(() => hub.publish(large)).toThrow(IntakeFullError);
    expect(() => hub.publish({ topics: ["t"], data: "水".repeat(9_000) })).not.toThrow();
    await Promise.all(taken);
    await hub.publish(large);
    // An event larger than the whole limit is accepted by itself.
    await hub.publish({ topics: ["t"], data: "x".repeat(200_000) });
  });

  test("refuses the id of another event, naming it, and delivers the rest of the batch", async () => {
    const hub = newHub();
    const { sink } = await subscribeLive(hub, "*");
    const first = { topics: ["t"], data: "1", id: "mine" };
    const [, refused, after] = await Promise.allSettled([
      hub.publish(first),
      hub.publish({ ...first, data: "2" }),
      hub.publish({ topics: ["t"], data: "3" }),
    ]);
    expect(refused).toMatchObject({ status: "rejected", reason: expect.any(IdCollisionError) });
    expect(after.status).toBe("fulfilled");
    await turnsUntil(() => sink.data.length === 2);
    expect(sink.data).toEqual(["1", "3"]);
    expect(hub.counters).toMatchObject({ events: 2, repeated: 0 });
  });

  test("rejects the whole batch when the log fails, delivers nothing of it, and continues", async () => {
    const log = memoryLog(10);
    const append = log.append.bind(log);
    log.append = () => Promise.reject(new Error("disk full"));
    const hub = newHub({ log });
    const { sink } = await subscribeLive(hub, "t");
    const { sink: stats } = await subscribeLive(hub, "$stats");
    const refused = publish(hub, "1");
    hub.announce({ topics: ["$stats"], data: "still measuring" });
    const rejection = expect(refused).rejects.toThrow("disk full");
    await rejection;
    await turnsUntil(() => stats.data.length === 1);
    log.append = append;
    await publish(hub, "2");
    await turnsUntil(() => sink.data.length === 1);
    expect(sink.data).toEqual(["2"]);
  });

  test("reports each batch, when its events were durable, and when each delivery was written", async () => {
    const told = { batches: [] as number[], durable: 0, sent: 0, times: [] as number[] };
    const hub = newHub({
      measures: {
        ...NOT_MEASURED,
        onBatch: (events) => told.batches.push(events),
        onAcceptedToDurable: (latencyMs) => (told.durable += latencyMs >= 0 ? 1 : NaN),
        onSent: (sinceAcceptedMs, sinceDurableMs, deliveries) => {
          told.times.push((sinceAcceptedMs ?? NaN) - sinceDurableMs, sinceDurableMs);
          told.sent += deliveries;
        },
      },
    });
    await publish(hub, "nobody listens");
    await subscribeLive(hub, "t");
    await subscribeLive(hub, "t");
    await subscribeLive(hub, "*");
    await publish(hub, "1", "2");
    await turnsUntil(() => told.sent > 0);
    expect(told).toMatchObject({ batches: [1, 2], durable: 3, sent: 2 * 3 });
    expect(told.times.every((ms) => ms >= 0)).toBe(true);
  });
});

describe("a large batch", () => {
  const MB = 1024 * 1024;

  test("of large events goes out in chunks of at most 64 kB", async () => {
    const hub = newHub();
    const { sink, subscriber } = await subscribeLive(hub, "t");
    await publish(hub, "x".repeat(MB), "y".repeat(MB), "z");
    await turnsUntil(() => sink.data.length === 3 && subscriber.state === "live");
    expect(sink.data.map(({ length }) => length)).toEqual([MB, MB, 1]);
    expect(Math.max(...sink.chunks.map(({ byteLength }) => byteLength))).toBe(64 * 1024);
    expect(hub.counters).toMatchObject({ deliveries: 3, events: 3 });
  });

  test("stops at the chunk that fills a stream, and continues there, in mid-event, once it drains", async () => {
    const hub = newHub();
    const slow = await subscribeLive(hub, "t");
    const quick = await subscribeLive(hub, "t");
    fullAfter(slow.sink, 3);
    await publish(hub, ...Array.from({ length: 5 }, (_, n) => String(n).repeat(200_000)));
    await turnsUntil(() => quick.sink.data.length === 5);
    expect(slow.sink.chunks.length).toBe(1 + 3);
    expect(slow.subscriber.state).toBe("lagging");
    expect(hub.counters.deliveries).toBe(5);
    fullAfter(slow.sink, Infinity);
    await turnsUntil(() => slow.subscriber.state === "live");
    expect(slow.sink.data).toEqual(quick.sink.data);
    expect(hub.counters).toMatchObject({ deliveries: 10, fellBehind: 1, gaps: 0 });
  });

  test("ends the stream if the rest is gone when it drains, so that its client reconnects and gets a gap", async () => {
    const hub = newHub({ log: memoryLog(2), window: { maxCount: 2, maxBytes: 1e9 } });
    const { sink, subscriber } = await subscribeLive(hub, "t");
    fullAfter(sink, 1);
    await publish(hub, "x".repeat(MB));
    await turnsUntil(() => subscriber.state === "lagging");
    await publish(hub, "1", "2", "3");
    fullAfter(sink, Infinity);
    await turnsUntil(() => subscriber.state === "closed");
    expect(sink.ended).toBe("broken");
    expect(sink.data).toEqual([]);
  });
});

/** The sink is full after `count` more chunks. */
function fullAfter(sink: TestSink, count: number): void {
  const last = sink.chunks.length + count;
  const get = () => (sink.chunks.length < last ? 0 : -1);
  Object.defineProperty(sink, "desiredSize", { get, configurable: true });
}

describe("a reader of quiet topics", () => {
  test("gets the head's id with a heartbeat, and no event, once the head is thousands past the id it knows", async () => {
    const hub = newHub({ heartbeatMs: 64, maxWaitingPublishes: { maxCount: 1e5, maxBytes: 1e9 } });
    const quiet = await subscribeLive(hub, "quiet");
    const busy = await subscribeLive(hub, "t");
    const heard = () => quiet.sink.chunks.map((chunk) => new TextDecoder().decode(chunk)).slice(1);
    await publish(hub, ...Array.from({ length: 4_999 }, () => "x"));
    await turnsUntil(() => heard().length >= 2);
    expect(new Set(heard())).toEqual(new Set([":\n"]));
    await publish(hub, "x");
    await turnsUntil(() => heard().some((text) => text.startsWith("id:")));
    await publish(hub, "x");
    const before = heard().length;
    await turnsUntil(() => heard().length >= before + 2);
    expect(heard().filter((text) => text !== ":\n")).toEqual(["id:e-5000\n\n"]);
    expect(quiet.sink.events).toEqual([]);
    expect(
      busy.sink.chunks.some((chunk) => new TextDecoder().decode(chunk).startsWith("id:e-5000\n\n")),
    ).toBe(false);
  });

  test("gets it as a line over a WebSocket", async () => {
    const hub = newHub({ heartbeatMs: 64, maxWaitingPublishes: { maxCount: 1e5, maxBytes: 1e9 } });
    const sink = new TestSink();
    hub.subscribe(sink, { selectors: ["quiet"], format: WS_FORMAT });
    await publish(hub, ...Array.from({ length: 5_000 }, () => "x"));
    await turnsUntil(() => sink.chunks.length === 2);
    expect(new TextDecoder().decode(sink.chunks[1])).toBe('{"id":"e-5000"}\n');
  });
});

describe("Hub.announce()", () => {
  test("reaches live subscribers without an id, counts no delivery and cannot be replayed", async () => {
    const hub = newHub();
    const { sink } = await subscribeLive(hub, "$stats");
    hub.announce({ topics: ["$stats"], type: "stats", data: "{}" });
    await turnsUntil(() => sink.events.length === 1);
    expect(sink.events).toEqual([{ id: undefined, event: "stats", data: "{}" }]);
    expect(hub.counters).toMatchObject({ events: 0, deliveries: 0 });
    expect(hub.state.window.events).toBe(0);
  });

  test("does not reach those that select every topic", async () => {
    const hub = newHub();
    const { sink } = await subscribeLive(hub, "*");
    hub.announce({ topics: ["$stats"], data: "{}" });
    await publish(hub, "after");
    await turnsUntil(() => sink.data.length === 1);
    expect(sink.data).toEqual(["after"]);
  });
});

describe("streams that end", () => {
  test("a sink that throws is dropped, and no other is affected", async () => {
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

  test("WebSockets are counted among the open streams until they end", async () => {
    const hub = newHub();
    await subscribeLive(hub, "t");
    const socket = hub.subscribe(new TestSink(), { selectors: ["t"], format: WS_FORMAT });
    expect(hub.state).toMatchObject({ connections: 2, webSockets: 1 });
    hub.unsubscribe(socket);
    hub.unsubscribe(socket);
    expect(hub.state).toMatchObject({ connections: 1, webSockets: 0 });
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

  test("drain() refuses new streams, closes the healthy and aborts the full", async () => {
    const hub = newHub();
    const healthy = await subscribeLive(hub, "t");
    const full = await subscribeLive(hub, "t");
    full.sink.desiredSize = -1;
    const drained = hub.drain(40);
    expect(hub.admissionOf()).toBe("draining");
    await drained;
    expect([healthy.sink.ended, full.sink.ended]).toEqual(["closed", "broken"]);
    expect(hub.state.connections).toBe(0);
  });

  test("admission is full at the cap, and open again when one leaves", async () => {
    const hub = newHub({ maxStreams: 1 });
    const { subscriber } = await subscribeLive(hub, "t");
    expect(hub.admissionOf()).toBe("full");
    hub.unsubscribe(subscriber);
    expect(hub.admissionOf()).toBe("open");
  });

  test("the hub's own canary does not count toward the cap", async () => {
    const hub = newHub({ maxStreams: 1 });
    hub.subscribe(new TestSink(), { selectors: ["$canary"], isInternal: true });
    expect(hub.admissionOf()).toBe("open");
    await subscribeLive(hub, "t");
    expect([hub.admissionOf(), hub.admissionOfOwn()]).toEqual(["full", "open"]);
  });
});
