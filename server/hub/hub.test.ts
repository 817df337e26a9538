import { afterEach, describe, expect, test } from "bun:test";
import { IntakeFullError, InvalidDraftError, ReservedTopicError } from "./refusals.ts";
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

afterEach(endHubs);

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
    const hub = newHub({ maxWaitingPublishes: { maxCount: 2, maxBytes: 1e9 } });
    const { sink } = await subscribeLive(hub, "t");
    const taken = publish(hub, "1", "2");
    expect(() => hub.publish({ topics: ["t"], data: "3" })).toThrow(IntakeFullError);
    await taken;
    await turnsUntil(() => sink.data.length === 2);
  });

  test("rejects the whole batch when the log fails, delivers nothing of it, and goes on", async () => {
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

  test("tells of each batch, and how long its events took from stage to stage", async () => {
    const told = { batches: [] as number[], durable: 0, durableToSent: 0, acceptedToSent: 0 };
    const hub = newHub({
      measures: {
        ...NOT_MEASURED,
        onBatch: (events) => told.batches.push(events),
        onAcceptedToDurable: (latencyMs) => (told.durable += latencyMs >= 0 ? 1 : NaN),
        onDurableToSent: (latencyMs) => (told.durableToSent += latencyMs >= 0 ? 1 : NaN),
        onAcceptedToSent: (latencyMs) => (told.acceptedToSent += latencyMs >= 0 ? 1 : NaN),
      },
    });
    await publish(hub, "nobody listens");
    await subscribeLive(hub, "t");
    await publish(hub, "1", "2");
    await turnsUntil(() => told.acceptedToSent === 2);
    expect(told).toEqual({ batches: [1, 2], durable: 3, durableToSent: 1, acceptedToSent: 2 });
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
    expect(hub.admissionOf()).toBe("draining");
    await drained;
    expect([healthy.sink.ended, full.sink.ended]).toEqual(["closed", "broken"]);
    expect(hub.state.connections).toBe(0);
  });

  test("admission is full at the cap, and open again when one leaves", async () => {
    const hub = newHub({ maxSubscribers: 1 });
    const { subscriber } = await subscribeLive(hub, "t");
    expect(hub.admissionOf()).toBe("full");
    hub.unsubscribe(subscriber);
    expect(hub.admissionOf()).toBe("open");
  });
});
