/** A subscription never outlives its connection, however and whenever its client leaves. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import type { StatsSnapshot } from "#protocol";
import { startHub, type TestHub } from "./test-hub.ts";
import { connectMultiplexed, TLS_FLAGS } from "./test-multiplexed.ts";
import { RawConnection } from "./test-raw.ts";

const AT_ONCE = 100;
const HEAD = "GET /events?topic=a HTTP/1.1\r\nHost: localhost\r\n";
const REQUEST = `${HEAD}\r\n`;
const HANDSHAKE =
  "GET /ws?topic=a HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

let hub: TestHub;

beforeAll(async () => {
  hub = await startHub();
});

afterAll(() => hub.stop());

async function stats(): Promise<StatsSnapshot> {
  // The hub's own response; `routes/stats.test.ts` checks its shape.
  return (await (await fetch(`${hub.origin}/stats`)).json()) as StatsSnapshot;
}

/** Streams opened and not yet closed. */
function openStreams({ totals }: StatsSnapshot): number {
  return totals.subscribed - totals.unsubscribed;
}

const opened = ({ received, isEnded }: RawConnection) => isEnded || received.includes("retry:");

test.each<[string, (connection: RawConnection) => void | Promise<void>]>([
  [
    "resets before the answer",
    (connection) => {
      connection.send(REQUEST);
      connection.reset();
    },
  ],
  [
    "closes before the answer",
    (connection) => {
      connection.send(REQUEST);
      connection.end();
    },
  ],
  [
    "half-closes after its request",
    (connection) => {
      connection.send(REQUEST);
      connection.shutDown();
    },
  ],
  [
    "half-closes after its request over HTTP/1.0",
    (connection) => {
      connection.send(REQUEST.replace("1.1", "1.0"));
      connection.shutDown();
    },
  ],
  [
    "half-closes an open stream",
    async (connection) => {
      connection.send(REQUEST);
      await connection.until(opened);
      connection.shutDown();
    },
  ],
  [
    "sends another request on an open stream",
    async (connection) => {
      connection.send(REQUEST);
      await connection.until(opened);
      connection.send(REQUEST);
    },
  ],
  [
    "sends garbage on an open stream",
    async (connection) => {
      connection.send(REQUEST);
      await connection.until(opened);
      connection.send("\0\u0001\r\n\r\n");
    },
  ],
  ["pipelines a second stream", (connection) => connection.send(REQUEST + REQUEST)],
  [
    "resets while it is resuming",
    (connection) => {
      connection.send(`${HEAD}Last-Event-ID: made-up\r\n\r\n`);
      connection.reset();
    },
  ],
  [
    "breaks off the body of its GET",
    (connection) => {
      connection.send(`${HEAD}Content-Length: 5\r\n\r\nab`);
      connection.reset();
    },
  ],
  [
    "resets a WebSocket before it is open",
    (connection) => {
      connection.send(HANDSHAKE);
      connection.reset();
    },
  ],
  [
    "half-closes a WebSocket",
    async (connection) => {
      connection.send(HANDSHAKE);
      await connection.until(({ received }) => received.includes('"retry"'));
      connection.shutDown();
    },
  ],
])("a client that %s leaves no subscriber", async (_how, leave) => {
  const connections = await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      const connection = await RawConnection.open(hub.origin);
      await leave(connection);
      return connection;
    }),
  );
  let left = await stats();
  while (openStreams(left) > 0) left = await stats();
  expect(left.connections).toBe(0);
  for (const connection of connections) connection.reset();
});

test("streams of an HTTP/2 connection that breaks off leave no subscriber", async () => {
  const secure = await startHub(...TLS_FLAGS);
  const leaving = connectMultiplexed(secure.origin);
  const open = Array.from({ length: AT_ONCE }, () => leaving.open("topic=a"));
  await open[0];
  leaving.close();
  await Promise.allSettled(open);
  const client = connectMultiplexed(secure.origin);
  let left = await client.stats();
  while (openStreams(left) > 0) left = await client.stats();
  expect(left.connections).toBe(0);
  client.close();
  await secure.stop();
});
