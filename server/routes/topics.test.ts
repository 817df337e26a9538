/** `GET /topics` of a real hub, with one serving thread and with two. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Problem, TopicsAnswer } from "#protocol";
import { openStream, post, startHub, type TestHub } from "../test-hub.ts";
import { ask as askRaw } from "../test-raw.ts";

const TIMEOUT_MS = 60_000;

describe.each([1, 2])("GET /topics with %i serving threads", (threads) => {
  let hub: TestHub;

  beforeAll(async () => {
    hub = await startHub("--threads", `${threads}`);
  }, TIMEOUT_MS);

  afterAll(() => hub.stop());

  async function ask(query = ""): Promise<TopicsAnswer> {
    // Each on a connection of its own, so that the system chooses a thread for it.
    const response = await fetch(`${hub.origin}/topics${query}`, { keepalive: false });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    // The hub's own response; the tests check what is in it.
    return (await response.json()) as TopicsAnswer;
  }

  async function until(
    query: string,
    isReached: (answer: TopicsAnswer) => boolean,
  ): Promise<TopicsAnswer> {
    for (;;) {
      const answer = await ask(query);
      if (isReached(answer)) return answer;
    }
  }

  test(
    "has the events and the readers of all threads, whichever is asked, and nothing of the hub's own",
    async () => {
      const queries = ["topic=a", "topic=a&topic=b", "topic=*", "topic=$stats&topic=$canary"];
      const streams = await Promise.all(
        queries.flatMap((query) => Array.from({ length: 8 }, () => openStream(hub.origin, query))),
      );
      const data = "x".repeat(100);
      await Promise.all(Array.from({ length: 50 }, () => post(hub.origin, { topic: "a", data })));
      const lastly = await post(hub.origin, { topic: ["a", "c"], data: "é" });
      const { id }: { readonly id: string } = await lastly.json();
      const isCounted = ({ topics, seconds }: TopicsAnswer) =>
        seconds > 0 &&
        topics[0]?.history.reduce((sum, events) => sum + events, 0) === 51 &&
        topics[0].readers === 16;
      const reached = await until("", isCounted);
      const answers = await Promise.all(Array.from({ length: 12 }, () => ask()));
      for (const answer of [reached, ...answers]) {
        const { seconds, topics, total, rest, readersOfEveryTopic, atMs } = answer;
        const readers = new Map(topics.map((one) => [one.topic, one.readers]));
        expect(readers).toEqual(
          new Map([
            ["a", 16],
            ["b", 8],
            ["c", 0],
          ]),
        );
        expect(readersOfEveryTopic).toBe(8);
        expect(rest).toMatchObject({ topics: 0, isEstimate: false, readers: 0 });
        const [a, c] = ["a", "c"].map((name) => topics.find(({ topic }) => topic === name));
        if (a === undefined || c === undefined) throw new Error("A topic is missing");
        expect([a.lastEventId, c.lastEventId]).toEqual([id, id]);
        expect(a.lastEventAtMs).toBeGreaterThan(atMs - TIMEOUT_MS);
        expect(a.lastEventAtMs).toBeLessThanOrEqual(atMs);
        const lately = a.history.slice(-seconds).reduce((sum, events) => sum + events, 0);
        expect(a.eventsPerSecond).toBeCloseTo(lately / seconds);
        expect(a.deliveriesPerSecond).toBeCloseTo(a.eventsPerSecond * 24);
        expect(total.eventsPerSecond).toBeCloseTo(lately / seconds);
        expect(rest.eventsPerSecond).toBe(0);
      }
      for (const { close } of streams) close();
      await until("", ({ readersOfEveryTopic, rest, topics }) => {
        const readers = topics.reduce((sum, topic) => sum + topic.readers, 0);
        return readersOfEveryTopic + rest.readers + readers === 0;
      });
    },
    TIMEOUT_MS,
  );

  test(
    "lists by what is asked for, searches and cuts",
    async () => {
      const stream = await openStream(hub.origin, "topic=shop/Übersicht");
      await post(hub.origin, { topic: "shop/small", data: "" });
      await post(hub.origin, { topic: "shop/big & wide", data: "x".repeat(10_000) });
      const names = ({ topics }: TopicsAnswer) => topics.map(({ topic }) => topic);
      const first = (query: string, name: string) =>
        until(`?search=shop/&${query}`, (answer) => names(answer)[0] === name);
      await first("sort=bytes", "shop/big & wide");
      await first("sort=last", "shop/big & wide");
      await first("sort=readers", "shop/Übersicht");
      const { topics, rest } = await first("sort=readers&limit=1", "shop/Übersicht");
      expect(topics.length).toBe(1);
      expect(rest.topics).toBeGreaterThanOrEqual(2);
      expect(names(await ask("?search=%C3%BCBER"))).toEqual(["shop/Übersicht"]);
      expect(names(await ask("?search=big+%26"))).toEqual(["shop/big & wide"]);
      expect(names(await ask("?search=nothing"))).toEqual([]);
      stream.close();
    },
    TIMEOUT_MS,
  );

  test.each([
    ["sort=size", "sort: expected rate, readers, deliveries, bytes, last, name"],
    ["sort=", "sort: expected rate, readers, deliveries, bytes, last, name"],
    ["sort=rate&sort=bytes", "sort: expected only one"],
    ["limit=0", "limit: expected a whole number of topics from 1 to 1000"],
    ["limit=1001", "limit: expected a whole number of topics from 1 to 1000"],
    ["limit=many", "limit: expected a whole number of topics from 1 to 1000"],
    ["limit=1e2", "limit: expected a whole number of topics from 1 to 1000"],
    ["limit=1.5", "limit: expected a whole number of topics from 1 to 1000"],
    ["limit=", "limit: expected a whole number of topics from 1 to 1000"],
    ["search=%ff", "The query is not UTF-8"],
  ])("refuses ?%s", async (query, detail) => {
    const response = await fetch(`${hub.origin}/topics?${query}`);
    const problem: Problem = await response.json();
    expect([response.status, problem.detail]).toEqual([400, detail]);
  });

  test("refuses a search that is longer than any topic", async () => {
    const { status } = await fetch(`${hub.origin}/topics?search=${"x".repeat(513)}`);
    expect(status).toBe(400);
  });

  test("is as open as the statistics: not to pages of other sites, nor under another Host", async () => {
    const asked = async (path: string, ...headers: readonly string[]) => {
      const head = [`GET ${path} HTTP/1.1`, ...headers].join("\r\n");
      return (await askRaw(hub.origin, `${head}\r\n\r\n`)).status;
    };
    for (const path of ["/topics", "/stats"]) {
      expect(await asked(path, "Host: localhost")).toBe(200);
      expect(await asked(path, "Host: evil.example")).toBe(421);
      expect(await asked(path, "Host: localhost", "Origin: https://evil.example")).toBe(403);
    }
  });
});
