/** Thousands of real connections: none may be left open, lost or paid for after it has gone. */

import { expect, test } from "bun:test";
import type { Socket } from "bun";
import type { StatsSnapshot } from "#protocol";
import { startHub } from "./test-hub.ts";

const CONNECTS = 80_000;
const BATCH = 20_000;
const AT_ONCE = 200;
const STREAMS = 5_000;
/** A leak of 1 kB a connection would be four times this, in every batch; garbage that is not yet collected is in some. */
const MOST_GROWTH_BYTES = 5 * 1024 * 1024;

const REQUEST = "GET /events?topic=a HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** A stream that is open: its first bytes have come. */
interface OpenStream {
  readonly socket: Socket;
  /** All that came, once the hub has ended the stream. */
  readonly whole: Promise<string>;
}

function connect(port: number): Promise<OpenStream> {
  const opened = Promise.withResolvers<OpenStream>();
  const whole = Promise.withResolvers<string>();
  let text = "";
  void Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      open: (socket) => void socket.write(REQUEST),
      data(socket, chunk) {
        text += chunk.toString();
        opened.resolve({ socket, whole: whole.promise });
      },
      close: () => whole.resolve(text),
      connectError: (_, error) => opened.reject(error),
    },
  });
  return opened.promise;
}

/** Opens and closes so many streams, a few at once. */
async function openAndClose(port: number, count: number): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) {
      const { socket, whole } = await connect(port);
      socket.end();
      await whole;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function statsOf(origin: string): Promise<StatsSnapshot> {
  // The hub's own answer, whose shape `routes/stats.test.ts` holds.
  return (await (await fetch(`${origin}/stats`)).json()) as StatsSnapshot;
}

async function untilAllAreGone(origin: string): Promise<StatsSnapshot> {
  for (;;) {
    const stats = await statsOf(origin);
    if (stats.connections === 0) return stats;
  }
}

test(`${CONNECTS} connects and disconnects leave the hub's memory where it was`, async () => {
  const hub = await startHub();
  const port = Number(new URL(hub.origin).port);
  const rssBytes: number[] = [];
  for (let connects = BATCH; connects <= CONNECTS; connects += BATCH) {
    await openAndClose(port, BATCH);
    const { totals, process } = await untilAllAreGone(hub.origin);
    expect(totals.subscribed).toBeGreaterThanOrEqual(connects);
    rssBytes.push(process.rssBytes);
  }
  // The first batch is for what compiles while it runs.
  const growth = rssBytes.slice(1).map((bytes, index) => bytes - (rssBytes[index] ?? 0));
  expect(growth).toHaveLength(CONNECTS / BATCH - 1);
  expect(Math.min(...growth)).toBeLessThan(MOST_GROWTH_BYTES);
  await hub.stop();
}, 120_000);

test(`SIGTERM with ${STREAMS} streams open ends each with a reconnection time, and then exits with 0`, async () => {
  const hub = await startHub("--drain", "1");
  const port = Number(new URL(hub.origin).port);
  const streams: OpenStream[] = [];
  while (streams.length < STREAMS) {
    const more = Array.from({ length: AT_ONCE }, () => connect(port));
    streams.push(...(await Promise.all(more)));
  }
  hub.child.kill("SIGTERM");
  const texts = await Promise.all(streams.map(({ whole }) => whole));
  expect(texts.filter((text) => text.match(/^retry:\d+$/gm)?.length !== 2)).toEqual([]);
  expect(texts.filter((text) => !text.endsWith("\r\n0\r\n\r\n"))).toEqual([]);
  expect(await hub.child.exited).toBe(0);
}, 60_000);
