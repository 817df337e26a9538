/**
 * A hub with a low limit on open files: more clients come than it has room for, and it survives and stays reachable.
 */

import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StatsSnapshot } from "#protocol";
import { listenTo, openStream, spawnBy, type TestHub } from "./test-hub.ts";
import { streamCap } from "./few-descriptors.ts";
import { streamsWithin, watchDescriptors } from "./system/descriptors.ts";
import { ask, RawConnection } from "./test-raw.ts";

const FILES = 256;
const CLIENTS = 300;
const REQUEST = "GET /events?topic=crowd HTTP/1.1\r\nHost: localhost\r\n\r\n";

const folder = mkdtempSync(join(tmpdir(), "streamgauge-descriptors-"));
let hub: TestHub;
let clients: RawConnection[] = [];

async function startSmallHub() {
  const small = ["sh", "-c", `ulimit -n ${FILES} && exec "$0" "$@"`, process.execPath];
  const child = spawnBy(small, "--port", "0", "--log", `sqlite:${join(folder, "log.db")}`);
  const saidCap = listenTo(child);
  const [, cap = ""] = await saidCap(/--max-connections is (\d+), not 19000/);
  const [, origin = ""] = await saidCap(/listening on (\S+)/);
  hub = { child, origin, stop: async () => (child.kill("SIGKILL"), child.exited) };
  return { origin, cap: Number(cap) };
}

async function crowd(origin: string, text: string): Promise<void> {
  clients = await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const client = await RawConnection.open(origin);
      if (text !== "") client.send(text);
      return client;
    }),
  );
}

/** Health, publishing and statistics all work, each on a new connection: idle ones may be closed. */
async function serves(origin: string): Promise<StatsSnapshot> {
  const form = "topic=crowd&data=here";
  const head = "HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  const [health, published] = [
    await ask(origin, `GET /health/ready ${head}\r\n`),
    await ask(
      origin,
      `POST /events ${head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
    ),
  ];
  expect([health.status, published.status]).toEqual([200, 200]);
  return (await (await fetch(`${origin}/stats`, { keepalive: false })).json()) as StatsSnapshot;
}

describe(`a hub that may open ${FILES} files`, () => {
  afterEach(async () => {
    for (const client of clients) client.reset();
    clients = [];
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
    // It survived, and reported no faults.
    const said = await new Response(hub.child.stderr).text();
    expect([hub.child.signalCode, said]).toEqual(["SIGKILL", expect.not.stringContaining("fault")]);
  });

  test("says how many streams it accepts, refuses more with 503, and recovers when they leave", async () => {
    const { origin, cap } = await startSmallHub();
    await crowd(origin, REQUEST);
    const answers = await Promise.all(clients.map((client) => client.answer()));
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.length - refused.length).toBe(cap);
    expect(cap).toBeGreaterThan(FILES / 2);
    for (const { headers } of refused) expect(headers.get("connection")).toBe("close");
    expect(await serves(origin)).toMatchObject({
      connections: cap,
      totals: { refused: CLIENTS - cap },
    });

    for (const client of clients) client.reset();
    while ((await serves(origin)).connections > 0) continue;
    const stream = await openStream(origin, "topic=crowd");
    expect(stream.response.status).toBe(200);
    stream.close();
  });

  test.each([
    ["say nothing", ""],
    ["never finish their request", "GET /events?topic="],
  ])(
    "closes connections that %s once no descriptor is left for others",
    async (_what, text) => {
      const { origin } = await startSmallHub();
      await crowd(origin, text);
      while (clients.filter(({ isEnded }) => isEnded).length < CLIENTS / 2) await serves(origin);
      await serves(origin);
    },
    20_000,
  );

  test("closes connections that are idle after their answer", async () => {
    const { origin } = await startSmallHub();
    await crowd(origin, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    for (const client of clients) expect((await client.answer()).status).toBe(200);
    await serves(origin);
  });
});

test("streamsWithin() reserves some descriptors for everything else", () => {
  expect([256, 1_024, 20_000].map((limit) => streamsWithin(limit, 24))).toEqual([200, 872, 19_720]);
});

test("streamCap() is what the files allow, unless it was given for HTTP/2, whose streams share connections", () => {
  const said: string[] = [];
  const capOf = (maxConnections: number, isCapGivenForHttp2: boolean) =>
    streamCap({ maxConnections, isCapGivenForHttp2 }, 4_096, (line) => said.push(line));
  expect([capOf(100, false), capOf(30_000, true)]).toEqual([100, 30_000]);
  expect(said).toEqual([]);
  expect(capOf(30_000, false)).toBeLessThan(4_096);
  expect(said).toHaveLength(1);
});

test("watchDescriptors() frees some while few are left, and reports once that there are none and once that there are some again", async () => {
  let lowest = Infinity;
  const told: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = watchDescriptors({
    limit: 100,
    lowestFree: () => lowest,
    onFew: () => ((lowest = told.includes("few") ? 10 : 90), told.push("few")),
    onChange: (isOut) => {
      told.push(isOut ? "out" : "there are some");
      if (!isOut) resolve();
    },
  });
  await promise;
  stop();
  expect(told).toEqual(["few", "out", "few", "there are some"]);
});
