/** The hub with TLS as clients see it: over HTTP/2 with many streams on one connection, and over HTTP/1.1. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { once } from "node:events";
import { connect } from "node:tls";
import type { StatsSnapshot } from "#protocol";
import { startHub, type TestHub } from "./test-hub.ts";
import { CERTIFICATE, connectMultiplexed, TLS_FLAGS } from "./test-multiplexed.ts";

type Client = ReturnType<typeof connectMultiplexed>;

let hub: TestHub;

beforeAll(async () => {
  hub = await startHub(...TLS_FLAGS, "--heartbeat", "0.5");
});

afterAll(() => hub.stop());

/** A client for one test; no other streams are open then. */
async function withClient(run: (client: Client) => Promise<void>, origin = hub.origin) {
  const client = connectMultiplexed(origin);
  try {
    await run(client);
  } finally {
    client.close();
  }
}

/** Polls on the streams' own connection, where a response arrives only after everything sent before it. */
async function untilStats(client: Client, isTrue: (stats: StatsSnapshot) => boolean) {
  while (!isTrue(await client.stats())) continue;
}

async function openReading(client: Client, query: string) {
  const stream = await client.open(query);
  stream.read();
  return stream;
}

const dataOf = (events: readonly { readonly data: string }[]) => events.map(({ data }) => data);

describe("HTTP/2", () => {
  test("100 streams share one connection: each gets its own events, and closing one leaves the others open", () =>
    withClient(async (client) => {
      const numbers = Array.from({ length: 100 }, (_, index) => index);
      const streams = await Promise.all(
        numbers.map((number) => openReading(client, `topic=all&topic=only/${number}`)),
      );
      await untilStats(client, ({ connections }) => connections === 100);
      for (const number of numbers) await client.publish(`only/${number}`, `for ${number}`);
      streams[40]?.close();
      await untilStats(client, ({ connections }) => connections === 99);
      await client.publish("all", "for all");
      for (const [number, { events, until }] of streams.entries()) {
        if (number === 40) continue;
        await until(() => events.length === 2);
        expect(dataOf(events)).toEqual([`for ${number}`, "for all"]);
      }
    }));

  test("an unread stream does not hold up the others on its connection, and misses nothing", () =>
    withClient(async (client) => {
      const slow = await client.open("topic=much");
      const quick = await openReading(client, "topic=much");
      const sent = Array.from({ length: 200 }, (_, number) => `${number} ${"x".repeat(10_000)}`);
      for (const data of sent) await client.publish("much", data);
      await quick.until(() => quick.events.length === sent.length);
      await untilStats(client, ({ lagging }) => lagging === 1);
      expect(slow.events).toEqual([]);
      slow.read();
      await slow.until(() => slow.events.length === sent.length);
      expect(dataOf(slow.events)).toEqual(sent);
      await untilStats(client, ({ lagging }) => lagging === 0);
    }));

  test("a stalled stream is ended without the others, and its reader learns of it when it reads again", async () => {
    const impatient = await startHub(...TLS_FLAGS, "--stall-timeout", "0.2");
    await withClient(async (client) => {
      const stalled = await client.open("topic=much");
      const quick = await openReading(client, "topic=much&topic=more");
      for (let count = 0; count < 20; count++) await client.publish("much", "x".repeat(10_000));
      await untilStats(client, ({ totals }) => totals.stalled === 1);
      expect((await client.stats()).connections).toBe(1);
      await client.publish("more", "goes on");
      await quick.until(() => quick.events.at(-1)?.data === "goes on");
      stalled.read();
      expect(await stalled.end).toBe("reset");
    }, impatient.origin);
    await impatient.stop();
  });

  test("each stream gets heartbeats", () =>
    withClient(async (client) => {
      for (const { comments, until } of [
        await openReading(client, "topic=quiet"),
        await openReading(client, "topic=quiet"),
      ]) {
        await until(() => comments.length > 0);
      }
    }));

  test.each([
    ["another name", { ":authority": "evil.example" }, 421],
    ["a loopback name", { ":authority": "localhost:1234" }, 200],
    ["a page of another site", { origin: "https://evil.example" }, 403],
    ["a page of its own", { ":authority": "localhost:1", origin: "https://localhost:1" }, 200],
  ])("%s: %j gets %d", (_who, headers, status) =>
    withClient(async (client) => {
      expect((await client.request("/stats", headers)).status).toBe(status);
    }),
  );

  test("streams of one connection count against the cap of their address", async () => {
    const capped = await startHub(...TLS_FLAGS, "--max-per-address", "2");
    await withClient(async (client) => {
      const opened = [];
      for (let count = 0; count < 3; count++) opened.push(await client.open("topic=a"));
      // The canary, from the same address, may have connected before the second stream.
      expect(opened.at(0)?.status).toBe(200);
      expect(opened.at(-1)?.status).toBe(429);
    }, capped.origin);
    await capped.stop();
  });

  test("a WebSocket is refused over HTTP/2", () =>
    withClient(async (client) => {
      expect((await client.request("/ws?topic=a")).status).toBe(426);
    }));

  test("a drain ends every stream properly, then the process exits with 0", async () => {
    const draining = await startHub(...TLS_FLAGS, "--drain", "0.3");
    await withClient(async (client) => {
      const streams = await Promise.all(
        Array.from({ length: 20 }, () => openReading(client, "topic=a")),
      );
      const exited = draining.stop("SIGTERM");
      for (const { end, retries } of streams) {
        expect(await end).toBe("ended");
        expect(retries.length).toBe(2);
      }
      expect(await exited).toBe(0);
    }, draining.origin);
  });
});

/** A connected socket that offered these protocols. */
async function connectOffering(...offered: string[]) {
  const { hostname, port } = new URL(hub.origin);
  const protocols = offered.length > 0 ? { ALPNProtocols: offered } : {};
  const socket = connect({ host: hostname, port: Number(port), ca: CERTIFICATE, ...protocols });
  await once(socket, "secureConnect");
  return socket;
}

describe("TLS", () => {
  test.each([
    [["h2", "http/1.1"], "h2"],
    [["http/1.1"], "http/1.1"],
    [[], false],
  ])("a client that offers %j gets %p", async (offered, expected) => {
    const socket = await connectOffering(...offered);
    expect<unknown>(socket.alpnProtocol).toBe(expected);
    socket.destroy();
  });

  test("a stream and a publish work over HTTP/1.1 too", async () => {
    const options = { protocol: "http1.1", tls: { ca: CERTIFICATE } } as const;
    const stream = await fetch(`${hub.origin}/events?topic=plain`, options);
    const body = new URLSearchParams({ topic: "plain", data: "over HTTP/1.1" });
    await fetch(`${hub.origin}/events`, { ...options, method: "POST", body });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("data:over HTTP/1.1\n\n")) text += (await reader?.read())?.value;
    await reader?.cancel();
  });

  test("a WebSocket works over HTTP/1.1", async () => {
    const socket = await connectOffering("http/1.1");
    const lines = [
      "GET /ws?topic=a HTTP/1.1",
      "Host: localhost",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];
    socket.setEncoding("latin1").write(`${lines.join("\r\n")}\r\n\r\n`);
    let text = "";
    while (!text.includes('"retry":')) text += (await once(socket, "data"))[0];
    expect(text).toStartWith("HTTP/1.1 101");
    socket.destroy();
  });

  test("the hub's own canary measures over TLS", () =>
    withClient(async (client) => {
      await untilStats(client, ({ latency }) => latency.canary.count > 0);
    }));
});
