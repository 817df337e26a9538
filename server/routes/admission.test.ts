import { afterEach, describe, expect, test } from "bun:test";
import type { StatsSnapshot } from "#protocol";
import { openStream, publish, startHub, type TestHub } from "../test-hub.ts";
import { ask, RawConnection } from "../test-raw.ts";
import { wantsEventStream } from "./admission.ts";

let hub: TestHub;

afterEach(() => hub.stop());

const AS_EVENT_SOURCE = "Accept: text/event-stream\r\n";

function request(headers = "", path = "/events?topic=a", method = "GET"): string {
  return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
}

async function stats(): Promise<StatsSnapshot> {
  // The hub's own response; `stats.test.ts` checks its shape.
  return (await (await fetch(`${hub.origin}/stats`)).json()) as StatsSnapshot;
}

describe.each([
  ["--max-connections", 503],
  ["--max-per-address", 429],
])("at %s", (flag, status) => {
  test("an EventSource is told when to come back, and any other client is refused; the canary does not count", async () => {
    hub = await startHub(flag, "1");
    // The hub's own canary is connected by now.
    while ((await stats()).topics === 0) continue;
    const stream = await openStream(hub.origin, "topic=a");
    expect(stream.response.status).toBe(200);

    const plain = await ask(hub.origin, request());
    expect(plain.status).toBe(status);
    expect(plain.headers.get("connection")).toBe("close");
    expect(Number(plain.headers.get("retry-after"))).toBeWithin(1, 11);
    expect((await ask(hub.origin, request("", "/ws?topic=a"))).status).toBe(status);
    expect((await ask(hub.origin, request("", "/events?topic=a", "HEAD"))).status).toBe(status);

    const source = await openStream(hub.origin, "topic=a", { accept: "text/event-stream" });
    expect(source.response.status).toBe(200);
    expect(source.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    await source.untilEnd();
    expect(source.retries).toEqual([expect.any(Number)]);
    expect(source.retries[0]).toBeWithin(1_000, 10_001);
    expect(source.events).toEqual([]);
    expect(await stats()).toMatchObject({ connections: 1, totals: { refused: 4 } });

    await publish(hub.origin, "a", "still here");
    expect((await stream.until(1))[0]?.data).toBe("still here");
    stream.close();
  });

  test("a reader that leaves makes room for the next", async () => {
    hub = await startHub(flag, "1");
    const first = await openStream(hub.origin, "topic=a");
    first.close();
    while ((await stats()).connections > 0) continue;
    const next = await openStream(hub.origin, "topic=a");
    expect(next.response.status).toBe(200);
    next.close();
  });
});

test("of a thousand that connect at once all are answered, and no more are admitted than allowed", async () => {
  hub = await startHub("--max-connections", "100");
  const clients = await Promise.all(
    Array.from({ length: 1_000 }, async () => {
      const client = await RawConnection.open(hub.origin);
      client.send(request(AS_EVENT_SOURCE));
      return client;
    }),
  );
  const answers = await Promise.all(clients.map((client) => client.answer()));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(answers.filter(({ headers }) => headers.has("retry-after")).length).toBe(900);
  expect(await stats()).toMatchObject({ connections: 100, totals: { refused: 900 } });
  for (const client of clients) client.reset();
});

test("while the hub drains, an EventSource is told when to come back", async () => {
  // One ends every 20 ms: five seconds are enough on any machine.
  hub = await startHub("--drain", "60");
  const open = await Promise.all(
    Array.from({ length: 250 }, () => openStream(hub.origin, "topic=a")),
  );
  hub.child.kill("SIGTERM");
  let ready = await fetch(`${hub.origin}/health/ready`);
  while (ready.ok) ready = await fetch(`${hub.origin}/health/ready`);
  const source = await openStream(hub.origin, "topic=a", { accept: "text/event-stream" });
  expect(source.response.status).toBe(200);
  await source.untilEnd();
  expect(source.retries.length).toBe(1);
  expect((await fetch(`${hub.origin}/events?topic=a`)).status).toBe(503);
  for (const { close } of open) close();
});

test.each([
  ["text/event-stream", true],
  ["application/json, Text/Event-Stream;q=0.9", true],
  ["*/*", false],
  ["text/event-streams", false],
  ["x-text/event-stream", false],
  [null, false],
])("wantsEventStream() of %p is %p", (accept, wants) => {
  const headers = new Headers(accept === null ? {} : { accept });
  expect(wantsEventStream(headers)).toBe(wants);
});
