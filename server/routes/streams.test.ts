/** Who the subscribers are, asked over real sockets, with one thread and with more. */

import { afterEach, describe, expect, test } from "bun:test";
import {
  MAX_LISTED_TOPICS,
  MAX_USER_AGENT_CHARACTERS,
  type Problem,
  type StreamRecord,
  type StreamsAnswer,
} from "#protocol";
import { openStream, publish, startHub, type TestHub } from "../test-hub.ts";
import { TestSocket } from "../test-socket.ts";

const TIMEOUT_MS = 60_000;
/** More than the kernel buffers for a reader that does not read, which is about 4 MB. */
const TOO_MUCH = { events: 12, bytes: 900_000 };

let hub: TestHub;
afterEach(() => hub.stop());

async function list(query = ""): Promise<StreamsAnswer> {
  const response = await fetch(`${hub.origin}/streams?${query}`);
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
  return await response.json();
}

async function listUntil(query: string, isReached: (answer: StreamsAnswer) => boolean) {
  for (;;) {
    const answer = await list(query);
    if (isReached(answer)) return answer;
  }
}

async function one(id: string): Promise<StreamRecord> {
  return await (await fetch(`${hub.origin}/streams/${id}`)).json();
}

function end(id: string): Promise<Response> {
  return fetch(`${hub.origin}/streams/${id}`, { method: "DELETE" });
}

async function openSocket(query: string): Promise<WebSocket> {
  const socket = new WebSocket(`${hub.origin.replace("http", "ws")}/ws?${query}`);
  await new Promise((resolve) => socket.addEventListener("message", resolve, { once: true }));
  return socket;
}

/** One reader each, from 203.0.113.1 up, each with a topic of its own. */
function openMany(count: number) {
  const opened = Array.from({ length: count }, (_, index) =>
    openStream(hub.origin, `topic=news&topic=users/${index}`, {
      "x-forwarded-for": `203.0.113.${index + 1}`,
      "user-agent": index % 2 === 0 ? "Even/1.0" : "Odd/2.0",
    }),
  );
  return Promise.all(opened);
}

describe.each([1, 2])("%i threads", (threads) => {
  const start = async (...flags: string[]) => {
    hub = await startHub("--threads", `${threads}`, ...flags);
  };

  test(
    "GET /streams says of each open stream who it is and how far it has got",
    async () => {
      await start();
      const before = Date.now();
      const reader = await openStream(hub.origin, "topic=b&topic=a", { "user-agent": "Reader/1" });
      const socket = await openSocket("topic=a");
      await publish(hub.origin, "a", "one");
      await publish(hub.origin, "elsewhere", "two");
      await reader.until(1);
      const all = await listUntil("sort=transport&order=asc", ({ streams }) =>
        streams.every(({ position }) => position === 2),
      );
      expect(all).toMatchObject({ open: 2, closed: 0, matching: 2 });
      const [sse, ws] = all.streams;
      expect(sse).toMatchObject({
        state: "live",
        topics: ["a", "b"],
        topicCount: 2,
        lagEvents: 0,
        address: "127.0.0.1",
        userAgent: "Reader/1",
        transport: "sse",
        stalls: 0,
        fullForMs: null,
        closedAtMs: null,
        cause: null,
      });
      expect(ws).toMatchObject({ topics: ["a"], transport: "ws", position: 2, stalls: 0 });
      for (const { id, thread, openedAtMs, sentBytes } of all.streams) {
        expect(id).toMatch(new RegExp(`^${thread}-\\d+$`));
        expect(thread).toBeWithin(0, threads);
        expect(Math.abs(openedAtMs - before)).toBeLessThan(TIMEOUT_MS);
        expect(sentBytes).toBeGreaterThan("retry:1000\n\n".length);
      }
      expect(await one(sse?.id ?? "")).toMatchObject({ topics: ["a", "b"], userAgent: "Reader/1" });
      reader.close();
      socket.close();
      await listUntil("", ({ open }) => open === 0);
    },
    TIMEOUT_MS,
  );

  test(
    "a list is sorted over all threads, and its pages are parts of it",
    async () => {
      await start("--trust-proxy", "127.0.0.1");
      const streams = await openMany(30);
      const whole = (await list("sort=address&order=asc")).streams.map(({ address }) => address);
      const addresses = streams.map((_, index) => `203.0.113.${index + 1}`);
      expect(whole).toEqual(addresses.toSorted());
      const pages: StreamRecord[] = [];
      for (let offset = 0; offset < 35; offset += 7) {
        const query = `sort=address&order=desc&offset=${offset}&limit=7`;
        const page = await list(query);
        expect(page.matching).toBe(30);
        pages.push(...page.streams);
      }
      expect(pages.map(({ address }) => address)).toEqual(whole.toReversed());
      const newest = (await list()).streams.map(({ openedAtMs }) => openedAtMs);
      expect(newest).toEqual(newest.toSorted((first, second) => second - first));
      for (const stream of streams) stream.close();
    },
    TIMEOUT_MS,
  );

  test(
    "a list can be searched and filtered",
    async () => {
      await start("--trust-proxy", "127.0.0.1");
      const streams = await openMany(12);
      const socket = await openSocket("topic=news");
      const { streams: rows } = await list("search=203.0.113.7");
      const [row] = rows;
      const matching = async (query: string) => (await list(query)).matching;
      expect([rows.length, row?.topics]).toEqual([1, ["news", "users/6"]]);
      expect(await matching("search=even")).toBe(6);
      expect(await matching("search=USERS/1")).toBe(3);
      expect(await matching(`search=${row?.id}`)).toBeGreaterThanOrEqual(1);
      expect(await matching("search=nobody")).toBe(0);
      expect(await matching("topic=users/1")).toBe(1);
      expect(await matching("topic=news")).toBe(13);
      expect(await matching("topic=news&transport=sse")).toBe(12);
      expect(await matching("transport=ws")).toBe(1);
      expect(await list("transport=ws&search=even")).toMatchObject({ open: 13, matching: 0 });
      for (const stream of streams) stream.close();
      socket.close();
    },
    TIMEOUT_MS,
  );

  test(
    "DELETE /streams/ID ends one from any thread; its client comes back and misses nothing",
    async () => {
      await start();
      const streams = await Promise.all(
        Array.from({ length: 6 }, () => openStream(hub.origin, "topic=a")),
      );
      const first = await publish(hub.origin, "a", "first");
      const ended = streams.map((stream) => stream.untilEnd());
      for (const { id } of (await list()).streams) {
        expect((await end(id)).status).toBe(204);
        const again = await end(id);
        expect([again.status, (await again.json()).detail]).toEqual([
          404,
          "No open stream has this id",
        ]);
        expect(await one(id)).toMatchObject({ state: null, cause: "cut", fullForMs: null });
      }
      await Promise.all(ended);
      const missed = await publish(hub.origin, "a", "missed");
      const back = await openStream(hub.origin, "topic=a", { "last-event-id": first });
      expect((await back.until(1)).map(({ id = "" }) => id)).toEqual([missed]);
      back.close();
      // The second tells the client when to come back.
      for (const { retries } of streams) expect(retries.length).toBe(2);
      expect(await list("state=closed&search=cut")).toMatchObject({
        matching: 6,
      });
    },
    TIMEOUT_MS,
  );

  test(
    "closed streams are remembered with the cause, the latest first",
    async () => {
      await start();
      const left = await openStream(hub.origin, "topic=left");
      const named = await openStream(hub.origin, "topic=cut&stream=my-stream");
      const socket = await openSocket("topic=socket");
      left.close();
      await listUntil("state=closed", ({ closed }) => closed === 1);
      await fetch(`${hub.origin}/events/my-stream`, { method: "DELETE" });
      await named.untilEnd();
      socket.close();
      const { streams } = await listUntil("state=closed", ({ closed }) => closed === 3);
      expect(streams.map(({ topics, cause }) => [...topics, cause])).toEqual([
        ["socket", "client left"],
        ["cut", "cut"],
        ["left", "client left"],
      ]);
      for (const { openedAtMs, closedAtMs } of streams) {
        expect(closedAtMs).toBeGreaterThanOrEqual(openedAtMs);
      }
      const byCause = await list("state=closed&sort=cause&order=desc&limit=1");
      expect(byCause.streams.map(({ cause }) => cause)).toEqual(["cut"]);
    },
    TIMEOUT_MS,
  );

  test(
    "a reader that does not read is full and lags, until it is closed as stalled",
    async () => {
      await start("--stall-timeout", "2");
      const stalled = new TestSocket(hub.origin);
      stalled.subscribe("large");
      await listUntil("", ({ open }) => open === 1);
      const data = "x".repeat(TOO_MUCH.bytes);
      for (let count = 0; count < TOO_MUCH.events; count++) {
        await publish(hub.origin, "large", data);
      }
      const full = await listUntil("sort=lagEvents", ({ streams, closed }) => {
        const [stream] = streams;
        return closed > 0 || (stream !== undefined && stream.fullForMs !== null);
      });
      // On a machine that stands still, its time may have run out already.
      const [stream] = full.streams;
      if (stream !== undefined) {
        expect(stream.state).toBe("lagging");
        expect(stream.stalls).toBeGreaterThan(0);
        expect(stream.position + stream.lagEvents).toBe(TOO_MUCH.events);
      }
      const { streams } = await listUntil("state=closed", ({ closed }) => closed === 1);
      expect(streams[0]).toMatchObject({ cause: "stalled", topics: ["large"], fullForMs: null });
      expect(streams[0]?.lagEvents).toBeGreaterThan(0);
      stalled.close();
    },
    TIMEOUT_MS,
  );

  test(
    "a drain is the cause of the streams that it has closed so far",
    async () => {
      await start("--drain", "20");
      const streams = await Promise.all(
        Array.from({ length: 8 }, () => openStream(hub.origin, "topic=a")),
      );
      hub.child.kill("SIGTERM");
      const { streams: closed } = await listUntil("state=closed", (answer) => answer.closed > 0);
      expect(new Set(closed.map(({ cause }) => cause))).toEqual(new Set(["drained"]));
      for (const stream of streams) stream.close();
    },
    TIMEOUT_MS,
  );
});

test("GET /streams names few topics of a stream, and GET /streams/ID all; a long user agent is cut", async () => {
  hub = await startHub();
  const topics = Array.from({ length: 20 }, (_, index) => `topic-${index}`);
  const query = topics.map((topic) => `topic=${topic}`).join("&");
  const stream = await openStream(hub.origin, query, { "user-agent": "x".repeat(5_000) });
  const [listed] = (await list()).streams;
  expect(listed).toMatchObject({ topicCount: 20, topics: topics.toSorted().slice(0, 8) });
  expect([listed?.topics.length, listed?.userAgent?.length]).toEqual([
    MAX_LISTED_TOPICS,
    MAX_USER_AGENT_CHARACTERS,
  ]);
  expect((await one(listed?.id ?? "")).topics).toEqual(topics.toSorted());
  expect((await list("topic=topic-19")).matching).toBe(1);
  expect((await list("search=TOPIC-19")).matching).toBe(1);
  stream.close();
});

test("bad queries and unknown ids get a problem that says what is expected", async () => {
  hub = await startHub();
  const detailOf = async (path: string, status: number) => {
    const response = await fetch(`${hub.origin}${path}`);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const problem: Problem = await response.json();
    return problem.detail;
  };
  const bad = [
    ["state=gone", "state: expected one of open, closed"],
    ["sort=shoeSize", "sort: expected one of topics, position, lagEvents"],
    ["order=up", "order: expected one of asc, desc"],
    ["transport=pigeon", "transport: expected one of sse, ws"],
    ["offset=-1", "expected a whole number of streams to skip"],
    ["offset=1.5", "expected a whole number of streams to skip"],
    ["limit=0", "expected a whole number of streams from 1 to 1000"],
    ["limit=1001", "expected a whole number of streams from 1 to 1000"],
    ["limit=many", "limit: expected a whole number of streams"],
    [`search=${"x".repeat(513)}`, "search: expected a text of at most 512 characters"],
    [`topic=${"x".repeat(513)}`, "topic: expected a text of at most 512 characters"],
    ["page=1", "page: unexpected property"],
    ["state=&order=up", "state: expected one of open, closed; order: expected one of asc, desc"],
  ];
  for (const [query, detail = ""] of bad) {
    expect(await detailOf(`/streams?${query}`, 400)).toContain(detail);
  }
  for (const id of ["0-999999", "99-1", "0-", "x", "0-1-2", "%F0"]) {
    expect(await detailOf(`/streams/${id}`, 404)).toBe("No stream has this id");
    expect((await end(id)).status).toBe(404);
  }
  const posted = await fetch(`${hub.origin}/streams`, { method: "POST" });
  expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
});
