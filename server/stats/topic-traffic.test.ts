import { expect, test } from "bun:test";
import { MAX_TOPIC_LENGTH } from "#protocol";
import { DistinctCount } from "../hub/distinct-count.ts";
import type { DurableEvent } from "../log/event-log.ts";
import { heldBytesOf } from "../test-memory.ts";
import { MAX_BUSIEST, TopicTraffic } from "./topic-traffic.ts";

const WALL_MS = 1_800_000_000_000;
const MAX_KEPT = 1_000;
const MB = 1024 * 1024;

/** A hub that has just started, and whose clock the test sets. */
function started() {
  const clock = { ms: 0 };
  const traffic = new TopicTraffic({ nowMs: () => clock.ms, wallMs: () => WALL_MS + clock.ms });
  let position = 0;
  const eventOf = (topics: readonly string[], data: string): DurableEvent => {
    const id = `e-${++position}`;
    return { event: { topics, data, id, position }, sizeBytes: 0, acceptedAtMs: undefined };
  };
  const publish = (topics: string | readonly string[], data = "") =>
    traffic.add([eventOf(typeof topics === "string" ? [topics] : topics, data)]);
  /** `count` events of a topic in each of the next full seconds. */
  const eachSecond = (seconds: number, topic: string, count: number, data = "") => {
    for (let second = 0; second < seconds; second++) {
      for (let index = 0; index < count; index++) publish(topic, data);
      clock.ms += 1_000;
    }
  };
  const figuresOf = (topic: string) => {
    const { figures, second, seconds } = traffic.read();
    const found = figures.get(topic);
    return found && { ...found.rates(second, seconds), history: found.history(second) };
  };
  return { clock, traffic, publish, eachSecond, figuresOf };
}

test("rates are means over the last ten full seconds, and the history has each of them", () => {
  const { clock, publish, eachSecond, figuresOf, traffic } = started();
  publish("a");
  expect(traffic.read().seconds).toBe(0);
  expect(figuresOf("a")).toEqual({ eventsPerSecond: 0, bytesPerSecond: 0, history: [] });
  clock.ms = 1_000;
  eachSecond(4, "a", 2, "é€");
  expect(traffic.read().seconds).toBe(4);
  expect(figuresOf("a")).toEqual({
    eventsPerSecond: 2,
    bytesPerSecond: 10,
    history: [1, 2, 2, 2, 2],
  });
  eachSecond(8, "a", 12);
  const mean = (2 * 2 + 8 * 12) / 10;
  expect(figuresOf("a")).toMatchObject({ eventsPerSecond: mean, bytesPerSecond: 2 });
  // The second under way does not count yet.
  publish("a");
  clock.ms += 999;
  expect(figuresOf("a")).toMatchObject({ eventsPerSecond: mean });
  clock.ms += 1;
  expect(figuresOf("a")?.history.slice(-3)).toEqual([12, 12, 1]);
});

test("a topic that falls silent goes to zero, whether for seconds, an hour or a month", () => {
  for (const silentS of [10, 63, 64, 65, 3_600, 30 * 86_400]) {
    const { clock, publish, eachSecond, figuresOf } = started();
    clock.ms = 1_000;
    eachSecond(70, "a", 5);
    clock.ms += silentS * 1_000;
    const seen = figuresOf("a");
    expect(seen).toMatchObject({ eventsPerSecond: 0, bytesPerSecond: 0 });
    expect(seen?.history.length).toBe(60);
    expect(seen?.history.filter((events) => events > 0).length).toBe(Math.max(0, 60 - silentS));
    publish("a");
    clock.ms += 1_000;
    expect(figuresOf("a")?.history.at(-1)).toBe(1);
    expect(figuresOf("a")?.eventsPerSecond).toBe(0.1);
  }
});

test("an event counts once for each of its topics, and once in the total", () => {
  const { clock, publish, figuresOf, traffic } = started();
  clock.ms = 1_000;
  publish(["a", "b", "a"], "xy");
  publish(["b"], "z");
  clock.ms = 2_000;
  expect(figuresOf("a")).toMatchObject({ eventsPerSecond: 1, bytesPerSecond: 2 });
  expect(figuresOf("b")).toMatchObject({ eventsPerSecond: 2, bytesPerSecond: 3 });
  const { total, ofTopics } = traffic.read();
  expect(total).toEqual({ eventsPerSecond: 2, bytesPerSecond: 3 });
  expect(ofTopics).toEqual({ eventsPerSecond: 3, bytesPerSecond: 5 });
});

test("the last event is known at once, by the time of day", () => {
  const { clock, publish, traffic } = started();
  clock.ms = 1_234;
  publish("a");
  publish("a");
  const figures = traffic.read().figures.get("a");
  expect(figures).toMatchObject({ lastEventAtMs: WALL_MS + 1_234, lastEventId: "e-2" });
});

test("100,000 topics leave the busy ones, the kept ones and true sums, within a bound in number", () => {
  const { clock, publish, figuresOf, traffic } = started();
  clock.ms = 1_000;
  const names = Array.from({ length: 100_000 }, (_, index) => `topic/${index}`);
  traffic.keep(["rare", "rarer"]);
  for (const name of names) {
    publish(name, "x");
    publish("busy");
  }
  publish("rare");
  clock.ms = 2_000;
  expect(figuresOf("busy")).toMatchObject({ eventsPerSecond: 100_000 });
  expect(figuresOf("rare")).toMatchObject({ eventsPerSecond: 1 });
  expect(figuresOf("rarer")).toMatchObject({ eventsPerSecond: 0 });
  const { figures, total } = traffic.read();
  expect(figures.size).toBeLessThanOrEqual(MAX_BUSIEST + 2);
  expect(total).toEqual({ eventsPerSecond: 200_001, bytesPerSecond: 100_000 });
  const distinct = new DistinctCount();
  expect(traffic.countDropped(distinct)).toBe(true);
  expect(Math.abs(distinct.estimate / names.length - 1)).toBeLessThan(0.05);
  // They are forgotten after a minute or so.
  clock.ms += 80_000;
  expect(traffic.countDropped(new DistinctCount())).toBe(false);
});

test("topics that are kept have their figures on, whatever comes between; others of the same kind do not", () => {
  const { clock, publish, eachSecond, figuresOf, traffic } = started();
  clock.ms = 1_000;
  eachSecond(3, "kept", 1);
  eachSecond(3, "lost", 1);
  traffic.keep(["kept"]);
  for (let index = 0; index < 20 * MAX_BUSIEST; index++) publish(`flood/${index % 10_000}`);
  expect(figuresOf("kept")?.history).toEqual([1, 1, 1, 0, 0, 0]);
  expect(figuresOf("lost")).toBeUndefined();
  publish("kept");
  traffic.keep(["other"]);
  clock.ms += 1_000;
  // Its last event gave it a place among the busiest.
  expect(figuresOf("kept")?.history).toEqual([1, 1, 1, 0, 0, 0, 1]);
  for (let index = 0; index < 20 * MAX_BUSIEST; index++) publish(`flood/${index % 10_000}`);
  expect(figuresOf("kept")).toBeUndefined();
});

test("figures of one topic never show up under another", () => {
  const { clock, publish, eachSecond, figuresOf } = started();
  clock.ms = 1_000;
  eachSecond(5, "first", 3);
  for (let index = 0; index < 5 * MAX_BUSIEST; index++) publish(`flood/${index}`);
  for (let index = 4 * MAX_BUSIEST + 10; index < 5 * MAX_BUSIEST; index++) {
    expect(figuresOf(`flood/${index}`)?.history ?? []).toEqual([]);
  }
});

test("the memory for the longest topics and ids is as stated, and the estimate of it fair", async () => {
  const longName = (index: number) => `${index}`.padEnd(MAX_TOPIC_LENGTH, "漢");
  const { held, made } = await heldBytesOf(() => {
    const clock = { ms: 0 };
    const traffic = new TopicTraffic({ nowMs: () => clock.ms, wallMs: () => clock.ms });
    traffic.keep(Array.from({ length: MAX_KEPT }, (_, index) => longName(-1 - index)));
    for (let index = 0; index < 10 * MAX_BUSIEST; index++) {
      const topics = [longName(index)];
      const event = { topics, data: "", id: `${index}`.padEnd(128, "x"), position: index };
      traffic.add([{ event, sizeBytes: 0, acceptedAtMs: undefined }]);
    }
    return traffic;
  });
  expect(held).toBeLessThan(5 * MB);
  for (const { bytes } of made) {
    expect(bytes).toBeLessThan(5 * MB);
    expect(held / bytes).toBeGreaterThan(0.6);
    expect(held / bytes).toBeLessThan(1.5);
  }
});
