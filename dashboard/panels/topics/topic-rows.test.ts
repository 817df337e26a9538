import { expect, test } from "bun:test";
import type { TopicsAnswer, TopicStats } from "#protocol";
import { topicRows } from "./topic-rows.ts";

function row(topic: string, eventsPerSecond: number, readers: number): TopicStats {
  return {
    topic,
    eventsPerSecond,
    bytesPerSecond: 10 * eventsPerSecond,
    readers,
    deliveriesPerSecond: eventsPerSecond * readers,
    lastEventAtMs: null,
    lastEventId: null,
    history: [],
  };
}

const ANSWER: TopicsAnswer = {
  atMs: 0,
  seconds: 10,
  topics: [row("orders", 5, 1), row("Users", 3, 9), row("orders/new", 1, 2)],
  rest: { topics: 4, isEstimate: true, readers: 1, eventsPerSecond: 2, bytesPerSecond: 20 },
  total: { eventsPerSecond: 11, bytesPerSecond: 110 },
  readersOfEveryTopic: 0,
};

test("topicRows() sorts again what was listed", () => {
  const names = (sort: "readers" | "name" | "rate") =>
    topicRows(ANSWER, { sort, search: "" }).rows.map(({ topic }) => topic);
  expect(names("rate")).toEqual(["orders", "Users", "orders/new"]);
  expect(names("readers")).toEqual(["Users", "orders/new", "orders"]);
  expect(names("name")).toEqual(["Users", "orders", "orders/new"]);
});

test("topicRows() adds what the search leaves out to the rest", () => {
  const { rows, rest, count } = topicRows(ANSWER, { sort: "rate", search: "ORDER" });
  expect(rows.map(({ topic }) => topic)).toEqual(["orders", "orders/new"]);
  expect(rest).toEqual({
    topics: 5,
    isEstimate: true,
    readers: 10,
    eventsPerSecond: 5,
    bytesPerSecond: 50,
  });
  expect(count).toBe(7);
});

test("topicRows() leaves held rows where they are, and puts new ones behind them", () => {
  const held = ["gone", "orders/new", "orders"];
  const { rows } = topicRows(ANSWER, { sort: "rate", search: "" }, held);
  expect(rows.map(({ topic }) => topic)).toEqual(["orders/new", "orders", "Users"]);
});
