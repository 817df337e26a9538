import { afterAll, expect, test } from "bun:test";
import { ClientGroup } from "./group.ts";
import { OPEN_ACCESS } from "../access.ts";
import { wallMs } from "../time.ts";
import type { OpenOrder } from "./messages.ts";
import { writePayload } from "../payload.ts";

const EVENTS = 3;
const SIZE = 60;
const START_MS = wallMs();
const STREAM = { "content-type": "text/event-stream" };

/** Sends `EVENTS` events on each stream at once, but one too few on the third and every one twice on the fourth. */
let streams = 0;
let silenced = 0;
let ordered = 0;
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  fetch(request) {
    if (request.url.endsWith("/refused")) return new Response("no", { status: 503 });
    if (request.url.endsWith("/silent")) {
      silenced += 1;
      return new Promise<Response>(() => {});
    }
    if (request.url.endsWith("/ahead")) {
      const data = writePayload({ sequence: 1, intendedMs: wallMs() + 60_000 }, SIZE);
      return new Response(`id:a-1\ndata:${data}\n\n`, { headers: STREAM });
    }
    const cancelling = /\/cancelling\/(\d+)$/.exec(request.url)?.[1];
    if (cancelling !== undefined) {
      // As many as were sent, of which one is there twice instead of another.
      const text = [...cancelling].map((sequence) => eventText(Number(sequence))).join("");
      return new Response(new ReadableStream({ start: (stream) => stream.enqueue(text) }), {
        headers: STREAM,
      });
    }
    const orders = new URL(request.url).searchParams.getAll("order");
    if (orders.length > 0) {
      const sequences = (orders[ordered++ % orders.length] ?? "").split(",").map(Number);
      return new Response(textOf(sequences), { headers: STREAM });
    }
    const ids = new URL(request.url).searchParams.get("ids");
    if (ids !== null) return new Response(textWith(ids.split(",")), { headers: STREAM });
    const count = EVENTS + ({ 3: -1, 4: 1 }[++streams] ?? 0);
    return new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(`retry:2000\n\n${eventsText(count)}`);
        },
      }),
      { headers: STREAM },
    );
  },
});
afterAll(() => server.stop(true));

function eventsText(count: number): string {
  return Array.from({ length: count }, (_, index) => eventText(Math.min(EVENTS, index + 1))).join(
    "",
  );
}

function eventText(sequence: number): string {
  return `id:a-${sequence}\ndata:${writePayload({ sequence, intendedMs: START_MS }, SIZE)}\n\n`;
}

/** Events 1, 2, 3 … with these ids. */
function textWith(ids: readonly string[]): string {
  const payload = (index: number) =>
    writePayload({ sequence: index + 1, intendedMs: wallMs() }, SIZE);
  return ids.map((id, index) => `id:${id}\ndata:${payload(index)}\n\n`).join("");
}

/** These events, with ids that have no order. */
function textOf(sequences: readonly number[]): string {
  return sequences
    .map((sequence) => {
      const data = writePayload({ sequence, intendedMs: wallMs() }, SIZE);
      return `id:${"zyx"[sequence]}\ndata:${data}\n\n`;
    })
    .join("");
}

function order(path: string, count: number): OpenOrder {
  return {
    kind: "open",
    subscriptions: [{ url: new URL(path, server.url).href.replace("localhost", "127.0.0.1") }],
    count,
    firstIndex: 0,
    startAtMs: wallMs(),
    // One after another, so that the server can tell them apart.
    access: OPEN_ACCESS,
    ratePerS: 50,
    transport: "sse",
    localAddress: undefined,
    counting: { readsEvery: 4, minBytes: SIZE },
    loads: 1,
    stages: undefined,
  };
}

const SENT = [{ track: 0, sent: EVENTS, uncertain: [] }];

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

test("ClientGroup keeps the same account for clients that count and clients that parse", async () => {
  const group = new ClientGroup(order("/events", 5));
  await group.open();
  await until(() => group.received === 5 * EVENTS - 1);
  expect(group.latencies.all.count).toBe(2 * EVENTS);
  expect(group.totals(SENT)).toEqual({
    received: 5 * EVENTS - 1,
    lost: 1,
    duplicated: 1,
    outOfOrder: 0,
  });
  group.close();
});

test.each(["113", "121", "322"])(
  "ClientGroup does not let what a counting client lost cancel with what it got twice: %s",
  async (events) => {
    const clients = 5;
    const group = new ClientGroup(order(`/cancelling/${events}`, clients));
    await group.open();
    await until(() => group.received >= clients * 2 && group.latencies.all.count === 4);
    await until(() => group.totals(SENT).received === clients * 2);
    expect(group.totals(SENT)).toEqual({
      received: clients * 2,
      lost: clients,
      duplicated: clients,
      outOfOrder: expect.any(Number),
    });
    group.close();
  },
);

test("ClientGroup tells why counting clients did not open", async () => {
  const group = new ClientGroup(order("/refused", 5));
  await group.open();
  expect([group.openCount, group.failedCount]).toEqual([0, 5]);
  expect(Object.keys(group.failures).join()).toContain("status 503");
  group.close();
});

test("ClientGroup gives unanswered clients the failure reason it is handed", async () => {
  const group = new ClientGroup(order("/silent", 5));
  const opening = group.open();
  await until(() => silenced === 5);
  group.settle("no answer within 10 s");
  await opening;
  expect(group.failures).toEqual({ "no answer within 10 s": 5 });
  group.close();
});

test.each([
  ["a-7,a-8,b-9,b-10", 0, "a log that continues under a new epoch"],
  ["a-7,a-8,b-1,b-2", 0, "a log that starts again"],
  ["a-7,a-9,a-8", 1, "an event after a later one"],
  ["a-7,b-9,a-8", 1, "an event of an epoch that has ended"],
  ["x,y,z", 0, "ids without an order"],
])("ClientGroup finds in the ids %s %d out of order: %s", async (ids, outOfOrder) => {
  const group = new ClientGroup({ ...order(`/events?ids=${ids}`, 1), counting: undefined });
  await group.open();
  const sent = ids.split(",").length;
  await until(() => group.received === sent);
  expect(group.totals([{ track: 0, sent, uncertain: [] }])).toMatchObject({ lost: 0, outOfOrder });
  group.close();
});

test("ClientGroup hands latencies over by when their events arrived, however late it is asked", async () => {
  const started = Promise.withResolvers<ReadableStreamDefaultController>();
  using slow = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch: () =>
      new Response(new ReadableStream({ start: (stream) => started.resolve(stream) }), {
        headers: STREAM,
      }),
  });
  const url = `http://127.0.0.1:${slow.port}/`;
  const group = new ClientGroup({
    ...order("/", 1),
    subscriptions: [{ url }],
    counting: undefined,
  });
  const opening = group.open();
  const stream = await started.promise;
  stream.enqueue(":\n\n");
  await opening;
  const arrivals: number[] = [];
  for (const sequence of [1, 2]) {
    const sentAtMs = wallMs();
    const data = writePayload({ sequence, intendedMs: sentAtMs }, SIZE);
    stream.enqueue(`data:${data}\n\n`);
    await until(() => group.received === sequence);
    arrivals.push(group.lastReceivedAtMs);
    // Into another slice.
    if (sequence === 1) await until(() => wallMs() > sentAtMs + 500);
  }
  const slices = group.latencies.takeRecent();
  expect(slices).toHaveLength(2);
  for (const [index, { atMs }] of slices.entries()) {
    expect((arrivals[index] ?? 0) - atMs).toBeWithin(0, 250);
  }
  expect(group.latencies.takeRecent()).toEqual([]);
  group.close();
});

test("ClientGroup counts latencies below 0", async () => {
  const group = new ClientGroup({ ...order("/ahead", 1), counting: undefined });
  await group.open();
  await until(() => group.received === 1);
  expect([group.latencies.all.count, group.negativeCount]).toEqual([1, 1]);
  group.close();
});

test.each([
  ["order=2,1&order=2,1", 0, "all got concurrent events in the same order"],
  ["order=1,2&order=2,1", 1, "two disagree"],
])(
  "ClientGroup without an order in the ids finds in %s %d out of order: %s",
  async (query, outOfOrder) => {
    const group = new ClientGroup({ ...order(`/events?${query}`, 2), counting: undefined });
    await group.open();
    await until(() => group.received === 4);
    expect(group.totals([{ track: 0, sent: 2, uncertain: [] }])).toMatchObject({
      lost: 0,
      outOfOrder,
    });
    group.close();
  },
);
