/** Hubs that serve with many threads: what holds with one thread holds across them. */

import { afterEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { StatsSnapshot } from "#protocol";
import {
  openStream,
  post,
  publish,
  spawnBy,
  spawnHub,
  startHub,
  type TestHub,
} from "../test-hub.ts";
import { ask } from "../test-raw.ts";
import { threadsFor } from "./start.ts";

const DYING_THREAD = join(import.meta.dir, "test-dying-thread.ts");
const TIMEOUT_MS = 60_000;

let hub: TestHub;

type Stream = Awaited<ReturnType<typeof openStream>>;

async function stats(): Promise<StatsSnapshot> {
  // The hub's own response; `stats.test.ts` checks its shape.
  return (await (await fetch(`${hub.origin}/stats`)).json()) as StatsSnapshot;
}

/** Opens streams, at least `count`, until every thread has one. */
async function openOnEach(count: number, query: string): Promise<Stream[]> {
  const streams: Stream[] = [];
  for (;;) {
    while (streams.length < count) streams.push(await openStream(hub.origin, query));
    const { threads } = await stats();
    if (threads.every(({ connections }) => connections > 0)) return streams;
    count += 4;
  }
}

function closeAll(streams: readonly Stream[]): void {
  for (const { close } of streams) close();
}

describe.each([2, 4])("%i threads", (threads) => {
  afterEach(() => hub.stop());

  const start = async (...flags: string[]) => {
    hub = await startHub("--threads", `${threads}`, ...flags);
  };

  test(
    "give every reader all events of many publishers, once and in one order",
    async () => {
      await start();
      const streams = await openOnEach(24, "topic=a");
      const each = 20;
      const publishers = Array.from({ length: 50 }, async (_, publisher) => {
        for (let index = 0; index < each; index++) {
          await publish(hub.origin, "a", `${publisher}:${index}`);
        }
      });
      await Promise.all(publishers);
      const total = 50 * each;
      const seen = await Promise.all(streams.map((stream) => stream.until(total)));
      const [first = []] = seen;
      expect(new Set(first.map(({ data }) => data)).size).toBe(total);
      for (const events of seen) expect(events).toEqual(first);
      // Each publisher waits for an answer before it goes on: its events are in its order.
      for (let publisher = 0; publisher < 50; publisher++) {
        const own = first.filter(({ data }) => data.startsWith(`${publisher}:`));
        expect(own.map(({ data }) => data)).toEqual(
          Array.from({ length: each }, (_, index) => `${publisher}:${index}`),
        );
      }
      const { totals, connections, topics } = await stats();
      expect(totals).toMatchObject({ events: total, deliveries: total * streams.length, gaps: 0 });
      expect([connections, topics]).toEqual([streams.length, 1 + CANARY]);
      closeAll(streams);
    },
    TIMEOUT_MS,
  );

  test(
    "let a reader resume on whichever it lands, in the middle of a flood",
    async () => {
      await start();
      const over = new AbortController();
      let published = 0;
      const flood = Array.from({ length: 8 }, async () => {
        while (!over.signal.aborted) await publish(hub.origin, "a", `${published++}`);
      });
      const readers = Array.from({ length: 12 }, async () => {
        const ids: string[] = [];
        let lastId = await publish(hub.origin, "other", "start");
        for (let turn = 0; turn < 12; turn++) {
          const stream = await openStream(hub.origin, "topic=a", { "last-event-id": lastId });
          const events = (await stream.until(15)).slice();
          stream.close();
          expect(events.filter(({ event }) => event === "gap")).toEqual([]);
          ids.push(...events.map(({ id = "" }) => id));
          lastId = ids.at(-1) ?? lastId;
        }
        return ids;
      });
      const all = await Promise.all(readers);
      over.abort();
      await Promise.all(flood);
      const positions = (ids: readonly string[]) => ids.map((id) => Number(id.split("-")[1]));
      const whole = await openStream(hub.origin, "topic=a", { "last-event-id": "none-0" });
      const events = await whole.until(published + 1);
      whole.close();
      const inOrder = positions(events.slice(1).map(({ id = "" }) => id));
      for (const ids of all) {
        const got = positions(ids);
        const from = inOrder.indexOf(got[0] ?? -1);
        expect(got).toEqual(inOrder.slice(from, from + got.length));
      }
    },
    TIMEOUT_MS,
  );

  test(
    "keep the caps to the exact number when a storm of clients connects",
    async () => {
      // Loopback is the one proxy that is trusted here.
      const caps = ["--max-connections", "60", "--max-per-address", "45"];
      await start(...caps, "--trust-proxy", "127.0.0.1");
      const open = async (address: string) => {
        const stream = await openStream(hub.origin, "topic=a", { "x-forwarded-for": address });
        return { ...stream, status: stream.response.status };
      };
      const storm = (address: string) =>
        Promise.all(Array.from({ length: 80 }, () => open(address)));
      const storms = await Promise.all([storm("203.0.113.1"), storm("203.0.113.2")]);
      const admitted = storms.map((streams) => streams.filter(({ status }) => status === 200));
      const opened = admitted.flat();
      expect(opened.length).toBe(60);
      expect((await stats()).connections).toBe(60);
      // How many each address gets of the 60 is a matter of who comes first.
      for (const { length } of admitted) expect(length).toBeLessThanOrEqual(45);
      const answers = storms.flat().map(({ status }) => status);
      expect(answers.filter((status) => status === 429 || status === 503).length).toBe(100);
      closeAll(opened);
      let left = 60;
      while (left > 0) left = (await stats()).connections;
      const again = await Promise.all(Array.from({ length: 50 }, () => open("203.0.113.1")));
      expect(again.filter(({ status }) => status === 200).length).toBe(45);
      expect(again.filter(({ status }) => status === 429).length).toBe(5);
      // There is room for 15 more, whoever they are.
      const others = await storm("203.0.113.2");
      expect(others.filter(({ status }) => status === 200).length).toBe(15);
      expect(others.filter(({ status }) => status === 503).length).toBe(65);
      closeAll([...again, ...others]);
    },
    TIMEOUT_MS,
  );

  test(
    "end a stream by its name from any of them",
    async () => {
      await start();
      const names = Array.from({ length: 16 }, (_, index) => `stream-name-${index}`);
      const streams = await Promise.all(
        names.map((name) => openStream(hub.origin, `topic=a&stream=${name}`)),
      );
      const ended = streams.map((stream) => stream.untilEnd());
      for (const name of names) {
        const cut = () =>
          ask(hub.origin, `DELETE /events/${name} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        expect((await cut()).status).toBe(204);
        expect((await cut()).status).toBe(404);
      }
      await Promise.all(ended);
      expect((await stats()).connections).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    "answer alike, whichever is asked: ids, errors, statistics, metrics and pages",
    async () => {
      await start();
      const taken = { topic: "a", data: "1", id: "mine" };
      const times = Array.from({ length: 12 }, (_, index) => index);
      for (const _ of times) {
        const answer = await post(hub.origin, taken);
        expect([answer.status, await answer.json()]).toEqual([200, { id: "mine" }]);
        const collision = await post(hub.origin, { ...taken, data: "2" });
        expect(collision.status).toBe(409);
        expect(await collision.text()).toContain("another event (topic 'a') has it");
        expect((await post(hub.origin, { topic: "$stats", data: "" })).status).toBe(403);
      }
      expect((await stats()).totals).toMatchObject({ events: 1, repeated: 11 });
      const pages = await Promise.all(times.map(async () => (await fetch(hub.origin)).text()));
      expect(new Set(pages).size).toBe(1);
      const metrics = await (await fetch(`${hub.origin}/metrics`)).text();
      for (let thread = 0; thread < threads; thread++) {
        expect(metrics).toContain(`streamgauge_thread_connections{thread="${thread}"} 0`);
      }
      expect(metrics).toContain("streamgauge_events_total 1\n");
    },
    TIMEOUT_MS,
  );

  test(
    "drain together, and each reader has everything",
    async () => {
      await start("--drain", "0.3");
      const streams = await openOnEach(16, "topic=a");
      const ids = await Promise.all(
        Array.from({ length: 40 }, (_, index) => publish(hub.origin, "a", `${index}`)),
      );
      hub.child.kill("SIGTERM");
      await Promise.all(streams.map((stream) => stream.untilEnd()));
      expect(await hub.child.exited).toBe(0);
      for (const { events, retries } of streams) {
        expect(events.map(({ id = "" }) => id).toSorted()).toEqual(ids.toSorted());
        expect(retries.length).toBe(2);
      }
    },
    TIMEOUT_MS,
  );
});

/** The hub's own selector, while its canary is connected. */
const CANARY = 1;

test("a thread that ends takes the process with it, with a line and a code other than 0", async () => {
  const flags = ["--threads", "2", "--port", "0", "--log", "memory"];
  const child = spawnBy([process.execPath, "--preload", DYING_THREAD], ...flags);
  expect(await child.exited).toBe(1);
  expect(await new Response(child.stderr).text()).toMatch(/^Thread [01] has ended$/m);
});

test("threads refuse a port that another hub listens on", async () => {
  hub = await startHub("--threads", "2");
  const { port } = new URL(hub.origin);
  const second = spawnHub("--port", port, "--log", "memory", "--threads", "2");
  expect(await second.exited).toBe(1);
  expect(await new Response(second.stderr).text()).toContain(`Cannot listen on 127.0.0.1:${port}`);
  await hub.stop();
});

test("threads say so if they cannot share a port with its owner", async () => {
  using owner = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const flags = ["--port", `${owner.port}`, "--log", "memory", "--threads", "2", "--reuse-port"];
  const second = spawnHub(...flags);
  expect(await second.exited).toBe(1);
  expect(await new Response(second.stderr).text()).toMatch(
    /^Cannot listen on 127\.0\.0\.1:\d+: .*\n$/,
  );
});

test("threadsFor() suits the machine", () => {
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  const on = (cores: number, platform = "linux") => ({ cores, platform });
  const auto = [1, 2, 3, 4, 9, 16].map((cores) => threadsFor("auto", on(cores), say));
  expect(auto).toEqual([1, 1, 2, 3, 8, 8]);
  expect(threadsFor("auto", on(16, "darwin"), say)).toBe(1);
  expect([threadsFor(4, on(2), say), lines]).toEqual([4, []]);
  expect(threadsFor(4, on(16, "darwin"), say)).toBe(1);
  expect(lines).toEqual([
    "--threads is 1, not 4: this system does not share connections to one port out",
  ]);
});
