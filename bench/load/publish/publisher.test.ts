/** Publishers on real connections, to servers that end them at inconvenient moments. */

import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { wallMs } from "../time.ts";
import { burstPacer, countedPacer } from "../pacer.ts";
import { PublishLane } from "./lane.ts";
import { publishAll, type PublishOrder, publishTaken } from "./publisher.ts";
import { closedLoop, countedLoop, paced, type Schedule } from "./schedule.ts";

const { signal } = new AbortController();

interface Taking {
  readonly url: URL;
  /** The bodies received, in order. */
  readonly bodies: string[];
  readonly sockets: Set<Socket>;
  /** The largest number of connections open at once. */
  most: number;
}

const bell = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
afterAll(() => bell.stop(true));

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server not built on Bun; it answers with `answer` once it has a whole body. */
async function serve(answer: Answer): Promise<Taking> {
  const bodies: string[] = [];
  const sockets = new Set<Socket>();
  server = createServer(async (request, response) => {
    bodies.push(await new Response(request as unknown as ReadableStream).text());
    answer(response, request);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const at = server.address();
  const port = typeof at === "object" && at !== null ? at.port : 0;
  const taking = { url: new URL(`http://127.0.0.1:${port}/events`), bodies, sockets, most: 0 };
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    taking.most = Math.max(taking.most, sockets.size);
    socket.on("close", () => sockets.delete(socket));
  });
  return taking;
}

const ok: Answer = (response) => response.end('{"id":"a-1"}');

function publish({ url }: Taking, schedule: Schedule, changes: Partial<PublishOrder> = {}) {
  const bodyOf = (sequence: number) => String(sequence);
  return publishAll({ address: { url }, bodyOf, lanes: 4, signal, schedule, ...changes });
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

test("publishes each number of the schedule once, over no more connections than allowed", async () => {
  const taking = await serve(ok);
  const outcome = await publish(taking, paced(countedPacer(2_000, 40), signal));
  expect(outcome).toMatchObject({ sent: 40, uncertain: [], failures: {} });
  expect(taking.bodies.toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers(40));
  expect(taking.most).toBeLessThanOrEqual(4);
});

describe("an event that is sent late", () => {
  const BLOCKED_MS = 150;
  const LONGEST = 100;

  test("because the server keeps all connections waiting is the server's", async () => {
    const answers: (() => void)[] = [];
    // Answers come in pairs, so that the events of a due burst wait for each other's connections.
    const taking = await serve((response, request) => {
      answers.push(() => ok(response, request));
      if (answers.length < 2) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      for (const answer of answers.splice(0)) answer();
    });
    const burst = burstPacer(40, 1_000, 1);
    const { lateness, held, sent } = await publish(taking, paced(burst, signal), { lanes: 2 });
    expect([sent, held.count]).toEqual([40, 38]);
    expect(held.percentileMs(LONGEST)).toBeGreaterThan(lateness.percentileMs(LONGEST) ?? Infinity);
  });

  test("because this process was blocked is ours", async () => {
    const taking = await serve(ok);
    const bodyOf = (sequence: number) => {
      const waitMs = sequence === 5 ? BLOCKED_MS : 0;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
      return String(sequence);
    };
    const schedule = paced(countedPacer(200, 20), signal);
    const { lateness, held } = await publish(taking, schedule, { lanes: 20, bodyOf });
    expect(held.count).toBe(0);
    expect(lateness.percentileMs(LONGEST)).toBeGreaterThan(BLOCKED_MS / 2);
  });

  test("does not happen while there are fewer than the stated bound in flight", async () => {
    const COUNT = 400;
    const answers: (() => void)[] = [];
    const taking = await serve((response, request) => {
      answers.push(() => ok(response, request));
      if (answers.length === COUNT) for (const answer of answers) answer();
    });
    const address = { url: taking.url };
    const schedule = paced(countedPacer(4_000, COUNT), signal);
    const outcome = await publishAll({ address, bodyOf: String, signal, schedule });
    expect(outcome).toMatchObject({ sent: COUNT, uncertain: [], failures: {} });
    expect([outcome.held.count, taking.most]).toEqual([0, COUNT]);
  });
});

describe("a connection that the server ends", () => {
  /** Each event is due once no earlier connection is left. */
  function onceAllAreGone({ sockets }: Taking, count: number): Schedule {
    let taken = 0;
    return async () => {
      if (taken++ === count) return undefined;
      for (const socket of sockets) {
        const { promise, resolve } = Promise.withResolvers<void>();
        socket.once("close", resolve);
        socket.destroy();
        await promise;
      }
      // Whatever the server sent before this answer has been read before it.
      await fetch(bell.url);
      return wallMs();
    };
  }

  test("between two events costs no event, whichever lane it belongs to", async () => {
    const taking = await serve(ok);
    const lanes = 1;
    const outcome = await publish(taking, onceAllAreGone(taking, 40), { lanes });
    expect(outcome).toMatchObject({ sent: 40, uncertain: [], failures: {} });
    expect(taking.bodies).toEqual(numbers(40));
  });

  test("after an announced last answer costs no event", async () => {
    const taking = await serve((response) => {
      response.shouldKeepAlive = false;
      response.end("{}");
    });
    const outcome = await publish(
      taking,
      countedLoop(40, () => false, signal),
    );
    expect(outcome).toMatchObject({ sent: 40, uncertain: [], failures: {} });
  });

  test("before an answer is reported, the event is uncertain, and later events are accepted", async () => {
    const taking = await serve((response, request) =>
      taking.bodies.length % 10 === 0 ? request.socket.destroy() : ok(response, request),
    );
    const schedule = countedLoop(40, () => false, signal);
    const outcome = await publish(taking, schedule, { lanes: 1 });
    expect(outcome).toMatchObject({
      sent: 40,
      uncertain: [10, 20, 30, 40],
      failures: { "the connection ended before the answer": 4 },
    });
  });
});

describe("a server that is not there", () => {
  const nowhere = new URL("http://127.0.0.1:1/events");
  const one = () => countedLoop(1, () => false, signal);

  test("fails a publish at once", async () => {
    const order = { address: { url: nowhere }, bodyOf: () => "x", signal, schedule: one() };
    expect(await publishAll(order)).toMatchObject({ failures: { "Failed to connect": 1 } });
  });

  test("is waited for if it is being restarted, and nothing is sent twice", async () => {
    const { url, bodies } = await serve(ok);
    server?.close();
    const publishing = publishAll({
      address: { url },
      bodyOf: String,
      signal,
      schedule: countedLoop(20, () => false, signal),
      waitsForServer: true,
    });
    await fetch(url).catch(() => {});
    server?.listen(Number(url.port), "127.0.0.1");
    expect(await publishing).toMatchObject({ sent: 20, uncertain: [], failures: {} });
    expect(bodies.filter((body) => body !== "").toSorted()).toEqual(numbers(20).toSorted());
  });
});

test("counts refusals by status, with the text of the first, and marks the events as uncertain", async () => {
  const taking = await serve((response) => {
    response.statusCode = 503;
    response.end(`full: ${taking.bodies.length}\nmore`);
  });
  const outcome = await publish(
    taking,
    countedLoop(6, () => false, signal),
    { lanes: 1 },
  );
  expect(outcome.failures).toEqual({ "answered 503: full: 1": 6 });
  expect(outcome.uncertain).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a lane that is given up while it connects sends nothing, and leaves no connection", async () => {
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const { url, bodies } = await serve(ok);
  server?.on("connection", (socket: Socket) => {
    opened.resolve();
    socket.on("close", () => closed.resolve());
  });
  const lane = new PublishLane({ url });
  const answer = lane.post("too late");
  lane.break("no answer within 0 s");
  await expect(answer).rejects.toThrow("no answer within 0 s");
  await opened.promise;
  await closed.promise;
  expect(bodies).toEqual([]);
});

test("publishTaken() ends at the first refused event, and says how it was refused", async () => {
  const taking = await serve((response) => {
    response.statusCode = taking.bodies.length === 3 ? 503 : 200;
    response.end("full");
  });
  const schedule = countedLoop(40, () => false, signal);
  const order = { address: { url: taking.url }, bodyOf: String, lanes: 1, signal, schedule };
  await expect(publishTaken(order)).rejects.toThrow("A publish failed: answered 503: full");
  expect(taking.bodies).toEqual(numbers(3));
});

test("sends the given headers and content type", async () => {
  const seen: unknown[] = [];
  const { url } = await serve((response, { headers }) => {
    seen.push([headers.authorization, headers["content-type"]]);
    response.end();
  });
  const publishOne = (headers: Record<string, string>) => {
    const schedule = countedLoop(1, () => false, signal);
    const address = { url, headers, contentType: "text/plain" };
    return publishAll({ address, bodyOf: () => "x", signal, schedule });
  };
  await publishOne({ Authorization: "Bearer x" });
  await publishOne({ "content-type": "text/csv" });
  expect(seen).toEqual([
    ["Bearer x", "text/plain"],
    [undefined, "text/csv"],
  ]);
});

test("does not wait forever for an answer after an interrupt", async () => {
  const asked = Promise.withResolvers<void>();
  const taking = await serve(() => asked.resolve());
  const interruption = new AbortController();
  const schedule = paced(countedPacer(1_000, 4), interruption.signal);
  const publishing = publish(taking, schedule, { signal: interruption.signal });
  await asked.promise;
  interruption.abort();
  const { uncertain, sent } = await publishing;
  expect(sent).toBeGreaterThan(0);
  expect(uncertain.length).toBe(sent);
});

test("closedLoop() stops waiting for clients that are behind when it is interrupted", async () => {
  const interruption = new AbortController();
  const next = closedLoop(60_000, () => true, interruption.signal)();
  interruption.abort();
  expect(await next).toBeUndefined();
});

test("closedLoop() is due at once while no client is behind", async () => {
  expect(await closedLoop(60_000, () => false, signal)()).toBeNumber();
});
