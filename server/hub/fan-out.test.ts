/** Fan-out in slices: many readers, of whom some come, go or stop reading between two slices. */

import { afterEach, describe, expect, test } from "bun:test";
import type { Hub } from "./hub.ts";
import type { Subscriber } from "./subscriber.ts";
import { endHubs, memoryLog, newHub, publish, TestSink, turnsUntil } from "./test-hubs.ts";

afterEach(endHubs);

/** More of them nightly: `.github/workflows/nightly.yml`. */
const SEEDS = Bun.env.FULL_COUNTS === undefined ? [1] : [1, 2, 3, 4, 5, 6];
const MANY = { maxStreams: 10_000 };
const PUBLISHES = { maxWaitingPublishes: { maxCount: 100_000, maxBytes: 1e9 } };

async function subscribeMany(hub: Hub, count: number, topicOf: (index: number) => string[]) {
  const streams = Array.from({ length: count }, (_, index) => {
    const sink = new TestSink();
    return { sink, subscriber: hub.subscribe(sink, { selectors: topicOf(index) }) };
  });
  await turnsUntil(() => streams.every(({ subscriber }) => subscriber.state === "live"));
  return streams;
}

/** How many of the sinks have received anything more than at the time of the call. */
function reachedSince(sinks: readonly TestSink[]): () => number {
  const before = sinks.map(({ chunks }) => chunks.length);
  return () => sinks.filter(({ chunks }, index) => chunks.length > (before[index] ?? 0)).length;
}

describe("a slice", () => {
  test("serves some hundred readers; the next turns serve the others", async () => {
    const hub = newHub(MANY);
    const sinks = (await subscribeMany(hub, 3_000, () => ["huge"])).map(({ sink }) => sink);
    const reached = reachedSince(sinks);
    const perTurn: number[] = [];
    await hub.publish({ topics: ["huge"], data: "x" });
    while (reached() < 3_000) {
      perTurn.push(reached());
      await turnsUntil(() => reached() > (perTurn.at(-1) ?? 0));
    }
    expect(perTurn.length).toBeGreaterThan(5);
    const steps = [...perTurn, 3_000].map((count, index) => count - (perTurn[index - 1] ?? 0));
    expect(Math.max(...steps)).toBeLessThanOrEqual(320);
    expect(sinks.every(({ data }) => data.join() === "x")).toBe(true);
  });

  test("counts readers, whatever their audience", async () => {
    const hub = newHub(MANY);
    const own = await subscribeMany(hub, 3_000, (index) => ["news", `users/${index}`]);
    const reached = reachedSince(own.map(({ sink }) => sink));
    await hub.publish({ topics: ["news"], data: "x" });
    await turnsUntil(() => reached() > 0);
    expect(reached()).toBeLessThanOrEqual(320);
    await turnsUntil(() => reached() === 3_000);
    expect(own.every(({ sink }) => sink.data.join() === "x")).toBe(true);
  });

  test("is shorter if chunks are large", async () => {
    const hub = newHub(MANY);
    const sinks = (await subscribeMany(hub, 300, () => ["t"])).map(({ sink }) => sink);
    const reached = reachedSince(sinks);
    await hub.publish({ topics: ["t"], data: "x".repeat(60_000) });
    await turnsUntil(() => reached() > 0);
    expect(reached()).toBeLessThan(100);
    await turnsUntil(() => reached() === 300);
  });

  test("has room for a small topic beside a huge one", async () => {
    const hub = newHub(MANY);
    const huge = (await subscribeMany(hub, 5_000, () => ["huge"])).map(({ sink }) => sink);
    const small = (await subscribeMany(hub, 10, () => ["small"])).map(({ sink }) => sink);
    const [reachedHuge, reachedSmall] = [reachedSince(huge), reachedSince(small)];
    await hub.publish({ topics: ["huge"], data: "x" });
    await hub.publish({ topics: ["small"], data: "y" });
    await turnsUntil(() => reachedSmall() === 10);
    expect(reachedHuge()).toBeLessThan(1_500);
    await turnsUntil(() => reachedHuge() === 5_000);
  });
});

describe("between two slices", () => {
  test("what is published joins the next pass, as one chunk", async () => {
    const hub = newHub({ ...MANY, ...PUBLISHES });
    const sinks = (await subscribeMany(hub, 1_000, () => ["t"])).map(({ sink }) => sink);
    const reached = reachedSince(sinks);
    await publish(hub, "1");
    await turnsUntil(() => reached() > 0);
    await publish(hub, "2");
    await publish(hub, "3");
    expect(reached()).toBeLessThan(1_000);
    await turnsUntil(() => sinks.every(({ data }) => data.length === 3));
    const written = new Set(sinks.map(({ chunks }) => chunks.length));
    // The opening, the first event, and the two others together.
    expect([...written]).toEqual([3]);
    expect(new Set(sinks.map(({ chunks }) => chunks[2])).size).toBe(1);
  });

  test("a reader that comes gets what is published from then on, and one that resumes what it missed", async () => {
    const hub = newHub(MANY);
    const sinks = (await subscribeMany(hub, 2_000, () => ["t"])).map(({ sink }) => sink);
    const reached = reachedSince(sinks);
    await publish(hub, "1");
    const [second] = await publish(hub, "2");
    const [third] = await publish(hub, "3");
    await turnsUntil(() => reached() > 0);
    const [fresh, resumed, ahead] = [new TestSink(), new TestSink(), new TestSink()];
    hub.subscribe(fresh, { selectors: ["t"] });
    hub.subscribe(resumed, { selectors: ["t"], lastEventId: second?.id });
    hub.subscribe(ahead, { selectors: ["t"], lastEventId: third?.id });
    await publish(hub, "4");
    expect(reached()).toBeLessThan(2_000);
    await turnsUntil(() =>
      [...sinks, fresh, resumed, ahead].every((sink) => sink.data.at(-1) === "4"),
    );
    await publish(hub, "5");
    await turnsUntil(() => sinks.every(({ data }) => data.length === 5));
    await turnsUntil(() => [fresh, resumed, ahead].every((sink) => sink.data.at(-1) === "5"));
    expect(fresh.data).toEqual(["4", "5"]);
    expect(resumed.data).toEqual(["3", "4", "5"]);
    expect(ahead.data).toEqual(["4", "5"]);
    expect(hub.counters.fellBehind).toBe(0);
  });

  test("a reader that catches up with the others shares their next pass", async () => {
    const hub = newHub(MANY);
    const sinks = (await subscribeMany(hub, 2_000, () => ["t"])).map(({ sink }) => sink);
    const reached = reachedSince(sinks);
    const [first] = await publish(hub, "1");
    await publish(hub, "2", "3");
    await turnsUntil(() => reached() > 0);
    const resumed = new TestSink();
    hub.subscribe(resumed, { selectors: ["t"], lastEventId: first?.id });
    await turnsUntil(() => [...sinks, resumed].every((sink) => sink.data.at(-1) === "3"));
    expect(resumed.data).toEqual(["2", "3"]);
    expect(resumed.chunks.at(-1)).toBe(sinks[0]?.chunks.at(-1));
  });

  test("a heartbeat tells nobody an id past the events that are still on their way", async () => {
    const hub = newHub({ ...MANY, ...PUBLISHES, heartbeatMs: 64 });
    const sinks = (await subscribeMany(hub, 5_000, () => ["t"])).map(({ sink }) => sink);
    const reached = reachedSince(sinks);
    await publish(hub, "first");
    await turnsUntil(() => reached() > 0);
    for (let left = 6_000; left > 0; left--) void hub.publish({ topics: ["other"], data: "x" });
    await publish(hub, "last");
    expect(reached()).toBeLessThan(5_000);
    await turnsUntil(() => sinks.every(({ data }) => data.at(-1) === "last"));
    for (const { chunks } of sinks) {
      const texts = chunks.map((chunk) => new TextDecoder().decode(chunk));
      const last = texts.findIndex((text) => text.includes("last"));
      // Of the opening, the two events and heartbeats, only the events have ids.
      expect(texts.slice(0, last).filter((text) => text.includes("id:")).length).toBe(1);
    }
  });

  test("a drain sends everything that was published, and then ends the streams", async () => {
    const hub = newHub(MANY);
    const sinks = (await subscribeMany(hub, 2_000, () => ["t"])).map(({ sink }) => sink);
    const reached = reachedSince(sinks);
    await publish(hub, "1");
    await turnsUntil(() => reached() > 0);
    const drained = hub.drain(0);
    await drained;
    expect(sinks.every(({ data, ended }) => data.length === 1 && ended === "closed")).toBe(true);
  });
});

describe("events that leave the window before their turn", () => {
  test("are sent from the log", async () => {
    const hub = newHub({ ...MANY, ...PUBLISHES, window: { maxCount: 5, maxBytes: 1e9 } });
    const streams = await subscribeMany(hub, 1_000, () => ["t"]);
    const reached = reachedSince(streams.map(({ sink }) => sink));
    await publish(hub, "0");
    await turnsUntil(() => reached() > 0);
    for (let count = 1; count <= 40; count++) void hub.publish({ topics: ["t"], data: `${count}` });
    const expected = Array.from({ length: 41 }, (_, count) => `${count}`);
    await turnsUntil(() => streams.every(({ sink }) => sink.data.length >= 41));
    for (const { sink } of streams) expect(sink.data).toEqual(expected);
    expect(hub.counters).toMatchObject({ gaps: 0, deliveries: 41_000 });
    await turnsUntil(() => streams.every(({ subscriber }) => subscriber.state === "live"));
  });

  test("make a gap if the log has removed them too", async () => {
    const log = memoryLog(5);
    const hub = newHub({ ...MANY, ...PUBLISHES, log, window: { maxCount: 5, maxBytes: 1e9 } });
    const streams = await subscribeMany(hub, 600, () => ["t"]);
    await publish(hub, ...Array.from({ length: 40 }, (_, count) => `${count}`));
    await turnsUntil(() => streams.every(({ sink }) => sink.data.at(-1) === "39"));
    for (const { sink } of streams) {
      const gaps = sink.events.filter(({ event }) => event === "gap");
      const kept = sink.data.filter((_, index) => sink.events[index]?.event !== "gap");
      expect(gaps.length).toBe(1);
      expect(kept).toEqual(["35", "36", "37", "38", "39"]);
    }
  });
});

/** A stream that comes back with its last id when it ends, as an EventSource does. */
class Returning {
  readonly topics: readonly string[];
  readonly data: string[] = [];
  readonly #hub: Hub;
  #lastId: string | undefined;
  #sink = new TestSink();
  #subscriber: Subscriber;

  constructor(hub: Hub, topics: readonly string[], lastId: string | undefined) {
    this.topics = topics;
    this.#hub = hub;
    this.#lastId = lastId;
    this.#subscriber = this.#subscribe();
  }

  set isFull(isFull: boolean) {
    this.#sink.desiredSize = isFull ? -1 : 0;
  }

  get isCaughtUp(): boolean {
    return this.#subscriber.state === "live";
  }

  comeBack(): void {
    this.#hub.unsubscribe(this.#subscriber);
    this.take();
    this.#sink = new TestSink();
    this.#subscriber = this.#subscribe();
  }

  /** Moves what has arrived since the last call to `data`. */
  take(): void {
    for (const { id, data } of this.#sink.events.splice(0)) {
      this.data.push(data);
      this.#lastId = id ?? this.#lastId;
    }
  }

  #subscribe(): Subscriber {
    return this.#hub.subscribe(this.#sink, { selectors: this.topics, lastEventId: this.#lastId });
  }
}

describe("readers that come back, stop and go on at random", () => {
  test.each(SEEDS)("get every event once and in order (seed %i)", async (seed) => {
    const random = randomOf(seed);
    const pick = (count: number) => Math.floor(random() * count);
    const hub = newHub({
      ...MANY,
      ...PUBLISHES,
      window: { maxCount: seed % 2 === 0 ? 50 : 1_000, maxBytes: 1e9 },
    });
    const [start] = await publish(hub, "start");
    const readers = Array.from({ length: 700 }, (_, index) => {
      const topics = [["t"], ["u"], ["t", "u"], ["*"], ["t", `own/${index}`]][index % 5] ?? [];
      return new Returning(hub, topics, start?.id);
    });
    await turnsUntil(() => readers.every((reader) => reader.isCaughtUp));
    const published: { readonly topic: string; readonly data: string }[] = [];
    for (let step = 0; step < 150; step++) {
      for (let left = pick(4); left > 0; left--) {
        const topic = ["t", "u", `own/${pick(700)}`][pick(3)] ?? "t";
        const size = pick(20) === 0 ? 90_000 : 5;
        const data = `${published.length}:${"x".repeat(size)}`;
        published.push({ topic, data });
        void hub.publish({ topics: [topic], data });
      }
      for (let left = pick(20); left > 0; left--) {
        const reader = readers[pick(700)];
        const act = pick(3);
        if (act === 0) reader?.comeBack();
        else if (reader !== undefined) reader.isFull = act === 1;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const reader of readers) reader.isFull = false;
    await publish(hub, "end");
    const expectedOf = ({ topics }: Returning) =>
      published.filter(({ topic }) => topics.includes(topic) || topics.includes("*"));
    await turnsUntil(() => {
      for (const reader of readers) reader.take();
      return (
        readers.every((reader) => reader.isCaughtUp) &&
        readers.every((reader) => reader.data.length >= expectedOf(reader).length)
      );
    });
    for (const reader of readers) {
      const data = reader.data.filter((text) => text !== "end");
      expect(data.map(nameOf)).toEqual(expectedOf(reader).map((one) => nameOf(one.data)));
    }
  });
});

function nameOf(data: string): string {
  return data.split(":")[0] ?? "";
}

/** Numbers in [0, 1) that a seed determines. */
function randomOf(seed: number): () => number {
  let count = 0;
  return () => Number(Bun.hash.xxHash32(`${(count += 1)}`, seed)) / 2 ** 32;
}
