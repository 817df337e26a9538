import { describe, expect, test } from "bun:test";
import { TopicIndex } from "../hub/topic-index.ts";
import { IndexReaders, type TopicReaders } from "../hub/topic-readers.ts";
import { SSE_FORMAT } from "../hub/wire-format.ts";
import { Topics, type TopicsQuery } from "./topics.ts";

const WALL_MS = 1_800_000_000_000;
const ALL: TopicsQuery = { sort: "rate", search: "", limit: 100 };

function started() {
  const clock = { ms: 0 };
  const nowMs = () => clock.ms;
  const topics = new Topics({ nowMs, wallMs: () => WALL_MS + clock.ms });
  const index = new TopicIndex();
  const readers = new IndexReaders(index, nowMs);
  const join = (...selectors: string[]) => index.join(SSE_FORMAT, selectors);
  let position = 0;
  const publish = (topic: string | string[], data = "") => {
    const id = `e-${++position}`;
    const event = { topics: typeof topic === "string" ? [topic] : topic, data, id, position };
    topics.add([{ event, sizeBytes: 0, acceptedAtMs: undefined }]);
  };
  const ask = (query: Partial<TopicsQuery> = {}) => topics.answer({ ...ALL, ...query });
  const names = async (query: Partial<TopicsQuery>) =>
    (await ask(query)).topics.map(({ topic }) => topic);
  return { clock, topics, readers, join, publish, ask, names };
}

test("answer() joins what is published with who reads", async () => {
  const { clock, topics, readers, join, publish, ask } = started();
  topics.begin(readers);
  for (const selectors of [["orders"], ["orders", "users"], ["idle"], ["*"], ["$stats"]]) {
    join(...selectors);
  }
  clock.ms = 1_000;
  for (let index = 0; index < 6; index++) publish("orders", "12345");
  publish(["users", "orders"], "1");
  clock.ms = 3_000;
  expect(await ask()).toEqual({
    atMs: WALL_MS + 3_000,
    seconds: 2,
    topics: [
      {
        topic: "orders",
        eventsPerSecond: 3.5,
        bytesPerSecond: 15.5,
        readers: 2,
        deliveriesPerSecond: 10.5,
        lastEventAtMs: WALL_MS + 1_000,
        lastEventId: "e-7",
        history: [7, 0],
      },
      {
        topic: "users",
        eventsPerSecond: 0.5,
        bytesPerSecond: 0.5,
        readers: 1,
        deliveriesPerSecond: 1,
        lastEventAtMs: WALL_MS + 1_000,
        lastEventId: "e-7",
        history: [1, 0],
      },
      {
        topic: "idle",
        eventsPerSecond: 0,
        bytesPerSecond: 0,
        readers: 1,
        deliveriesPerSecond: 0,
        lastEventAtMs: null,
        lastEventId: null,
        history: [],
      },
    ],
    rest: { topics: 0, isEstimate: false, readers: 0, eventsPerSecond: 0, bytesPerSecond: 0 },
    total: { eventsPerSecond: 3.5, bytesPerSecond: 15.5 },
    readersOfEveryTopic: 1,
  });
});

describe("answer() lists", () => {
  const { clock, topics, readers, join, publish, ask, names } = started();
  topics.begin(readers);
  join("few/Big");
  for (let count = 0; count < 3; count++) join("most/read");
  clock.ms = 1_000;
  for (let count = 0; count < 9; count++) publish("many/small");
  publish("few/Big", "x".repeat(1_000));
  clock.ms = 1_500;
  publish("most/read");
  clock.ms = 3_000;

  test.each([
    ["rate", ["many/small", "most/read", "few/Big"]],
    ["readers", ["most/read", "few/Big", "many/small"]],
    ["deliveries", ["most/read", "few/Big", "many/small"]],
    ["bytes", ["few/Big", "many/small", "most/read"]],
    ["last", ["most/read", "many/small", "few/Big"]],
    ["name", ["few/Big", "many/small", "most/read"]],
  ] as const)("by %s", async (sort, wanted) => {
    expect(await names({ sort })).toEqual([...wanted]);
  });

  test("what a search finds, in any letter case", async () => {
    expect(await names({ search: "/b" })).toEqual(["few/Big"]);
    expect(await names({ search: "M" })).toEqual(["many/small", "most/read"]);
    expect(await names({ search: "none" })).toEqual([]);
  });

  test("no more than asked for, with all others in the rest", async () => {
    const { topics: listed, rest, total } = await ask({ sort: "readers", limit: 1 });
    expect(listed.map(({ topic }) => topic)).toEqual(["most/read"]);
    expect(rest).toEqual({
      topics: 2,
      isEstimate: false,
      readers: 1,
      eventsPerSecond: 5,
      bytesPerSecond: 500,
    });
    expect(total).toEqual({ eventsPerSecond: 5.5, bytesPerSecond: 500 });
  });
});

test("of 100,000 topics, those with most events and those with most readers are listed, the rest is summed", async () => {
  const { clock, topics, readers, join, publish, ask } = started();
  topics.begin(readers);
  for (let index = 0; index < 30_000; index++) join(`topic/${index}`);
  for (let count = 0; count < 5; count++) join("topic/77777");
  clock.ms = 1_000;
  const flood = () => {
    for (let index = 0; index < 100_000; index++) {
      publish(`topic/${index}`);
      if (index % 100 === 0) publish("busy");
    }
  };
  flood();
  expect((await ask({ sort: "readers" })).topics[0]).toMatchObject({
    topic: "topic/77777",
    readers: 5,
  });
  // From then on its events are counted, though it is not busy.
  flood();
  clock.ms = 2_000;
  const { topics: listed, rest, total } = await ask({ sort: "readers", limit: 2 });
  expect(listed[0]).toMatchObject({ topic: "topic/77777", readers: 5, eventsPerSecond: 1 });
  expect(rest.readers).toBe(29_999);
  expect(rest.isEstimate).toBe(true);
  expect(Math.abs(rest.topics / 100_000 - 1)).toBeLessThan(0.05);
  expect(total.eventsPerSecond).toBe(202_000);
  const busiest = await ask({ limit: 1_000 });
  expect(busiest.topics[0]).toMatchObject({ topic: "busy", eventsPerSecond: 2_000 });
  expect(busiest.topics.length).toBe(1_000);
  const summed = busiest.topics.reduce((sum, { eventsPerSecond }) => sum + eventsPerSecond, 0);
  expect(summed + busiest.rest.eventsPerSecond).toBe(202_000);
});

test("who asks at about the same time shares one count of readers; who asks before it begins, waits", async () => {
  const { clock, topics, readers, join, ask } = started();
  let counted = 0;
  const counting: TopicReaders = {
    mostRead: () => readers.mostRead(),
    countsOf: (names) => {
      counted += 1;
      return readers.countsOf(names);
    },
  };
  join("a");
  const early = ask();
  topics.begin(counting);
  const all = await Promise.all([early, ask(), ask()]);
  expect(all.map(({ topics: [first] }) => first?.readers)).toEqual([1, 1, 1]);
  await ask();
  expect(counted).toBe(1);
  clock.ms = 250;
  await ask();
  expect(counted).toBe(2);
});
