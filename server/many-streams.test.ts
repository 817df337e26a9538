/** Thousands of real connections: none may stay open, get lost, or leave memory behind. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import type { Socket } from "bun";
import type { StatsSnapshot } from "#protocol";
import { listening, spawnBy, startHub, type TestHub } from "./test-hub.ts";

/** The full number runs nightly: `.github/workflows/nightly.yml`. */
const CONNECTS = Bun.env.FULL_COUNTS === undefined ? 20_000 : 80_000;
const THREADS = Bun.env.FULL_COUNTS === undefined ? [1] : [1, 4];
const AT_ONCE = 200;
const STREAMS = 5_000;
/**
 * What all connects may leave behind. The allocator keeps some 20 MB for later, however many connected; beyond
 * that, 20,000 leaked subscribers would need more than this, and of 80,000 connects a few hundred bytes each.
 */
const MOST_BYTES = 48_000_000;
const COLLECTIONS = 20;

const COLLECT_ON_SIGNAL = join(import.meta.dir, "test-collect.ts");
const REQUEST = "GET /events?topic=a HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** An open stream, whose first bytes have arrived. */
interface OpenStream {
  readonly socket: Socket;
  /** Everything received, once the hub has ended the stream. */
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

/** Opens and closes `count` streams, a few at a time. */
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
  // The hub's own response; `routes/stats.test.ts` checks its shape.
  return (await (await fetch(`${origin}/stats`)).json()) as StatsSnapshot;
}

async function untilAllAreGone(origin: string): Promise<StatsSnapshot> {
  for (;;) {
    const stats = await statsOf(origin);
    if (stats.connections === 0) return stats;
  }
}

/** The smallest memory use over several collections, since one alone leaves garbage for the next. */
function collector({ child }: TestHub): () => Promise<number> {
  const said = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  const collect = async () => {
    child.kill("SIGUSR2");
    let text = "";
    for (;;) {
      const { value = "", done } = await said.read();
      text += value;
      const holds = /holds (\d+) bytes/.exec(text);
      if (holds !== null) return Number(holds[1]);
      if (done) throw new Error(`The hub exited after printing only: ${text}`);
    }
  };
  return async () => {
    let least = Infinity;
    for (let index = 0; index < COLLECTIONS; index++) least = Math.min(least, await collect());
    return least;
  };
}

test(`${CONNECTS} connects and disconnects leave the hub's memory where it was`, async () => {
  const hub = await listening(
    spawnBy([process.execPath, "--preload", COLLECT_ON_SIGNAL], "--port", "0", "--log", "memory"),
  );
  const port = Number(new URL(hub.origin).port);
  const collectedRssBytes = collector(hub);
  const rssAfter = async (connects: number) => {
    await openAndClose(port, connects);
    await untilAllAreGone(hub.origin);
    return collectedRssBytes();
  };
  // The first ones are a warm-up, for the JIT.
  const before = await rssAfter(CONNECTS / 4);
  const grown = (await rssAfter(CONNECTS)) - before;
  expect((await statsOf(hub.origin)).totals.subscribed).toBeGreaterThanOrEqual(CONNECTS);
  expect(grown).toBeLessThan(MOST_BYTES);
  await hub.stop();
}, 120_000);

test.each(THREADS)(
  `SIGTERM with ${STREAMS} streams open ends each with a reconnection time, and then exits with 0 (%i threads)`,
  async (threads) => {
    const hub = await startHub("--drain", "1", "--threads", `${threads}`);
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
  },
  60_000,
);
