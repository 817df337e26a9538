/** Runs of the bench, started over real sockets on a hub in development, with one thread and with more. */

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BENCH_TOKEN_HEADER, type BenchOverview, type BenchRunning } from "#protocol";
import { MAX_KEPT } from "../bench-runs/kept-results.ts";
import { listening, openStream, spawnHubIn, type TestHub } from "../test-hub.ts";

const TIMEOUT_MS = 120_000;
const TOKEN = /<meta name="streamgauge-token" content="([0-9a-f]{64})"/;
const SHORT = { scenario: "fan-out", connections: 5, rate: 10, duration: 1 };
const LONG = { ...SHORT, duration: 120 };

let folder: string;
let hub: TestHub;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "streamgauge-bench-"));
});

afterEach(async () => {
  await hub.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(...flags: readonly string[]): Promise<void> {
  hub = await listening(spawnHubIn(folder, "--port", "0", "--log", "memory", ...flags));
}

async function tokenOf(): Promise<string> {
  return TOKEN.exec(await (await fetch(hub.origin)).text())?.[1] ?? "";
}

function ask(method: string, path: string, headers: HeadersInit = {}, order?: unknown) {
  const body = order === undefined ? null : JSON.stringify(order);
  return fetch(hub.origin + path, { method, headers, body });
}

/** Looks again with each event of the hub's own: its probes come five times a second. */
async function until<Answer>(
  look: () => Promise<Answer>,
  isReached: (answer: Answer) => boolean,
): Promise<Answer> {
  const probes = await openStream(hub.origin, "topic=$canary");
  try {
    for (;;) {
      const answer = await look();
      if (isReached(answer)) return answer;
      await probes.readMore();
    }
  } finally {
    probes.close();
  }
}

function overviewUntil(isReached: (overview: BenchOverview) => boolean): Promise<BenchOverview> {
  return until(async () => {
    const response = await ask("GET", "/bench");
    expect(response.status).toBe(200);
    return await response.json();
  }, isReached);
}

/** Until the clients of the run are there: the bench has got past its beginnings. */
async function untilConnected(clients: number): Promise<void> {
  const connections = async () => (await (await ask("GET", "/stats")).json()).connections;
  // One more: the stream by which this waits.
  await until(connections, (count) => count > clients);
}

/** With several threads nightly only: `.github/workflows/nightly.yml`. */
const THREADS = Bun.env.FULL_COUNTS === undefined ? [1] : [1, 2];

describe.each(THREADS)("%i threads", (threads) => {
  test(
    "a run is started, kept, compared and shown; one that is stopped keeps what it measured",
    async () => {
      await start("--dev", "--threads", String(threads));
      const own = { [BENCH_TOKEN_HEADER]: await tokenOf(), origin: hub.origin };
      const first = await ask("POST", "/bench", own, SHORT);
      expect(first.status).toBe(202);
      const { name }: BenchRunning = await first.json();
      expect((await ask("POST", "/bench", own, SHORT)).status).toBe(409);
      const done = await overviewUntil(({ running }) => running === null);
      expect([done.failure, done.kept.length]).toEqual([null, 1]);
      expect(done.log).toContain("fan-out: ");
      expect(done.kept[0]).toMatchObject({
        name,
        scenario: "fan-out",
        isPartial: false,
        connections: 5,
        rate: 10,
        durationS: 1,
        lost: 0,
        hasReport: true,
      });
      const report = await ask("GET", `/bench/${name}.html`);
      expect(report.headers.get("content-security-policy")).toContain("sandbox allow-scripts");
      expect(await report.text()).toContain("<title>");
      const stored = await (await ask("GET", `/bench/${name}.json`)).json();
      expect(stored.scenarios[0].name).toBe("fan-out");
      const { elapsedMs, columns } = stored.scenarios[0].recording;
      expect(columns.open.length).toBe(elapsedMs.length);
      expect(columns.open).toContain(5);

      expect((await ask("POST", "/bench", own, LONG)).status).toBe(202);
      await untilConnected(5);
      expect((await ask("DELETE", "/bench", own)).status).toBe(202);
      const stopped = await overviewUntil(({ running }) => running === null);
      expect(stopped.kept.map(({ isPartial }) => isPartial)).toEqual([true, false]);
      expect((await ask("DELETE", "/bench", own)).status).toBe(404);

      const pair = `/bench/compare?a=${name}&b=${name}`;
      expect((await ask("GET", pair)).status).toBe(403);
      const verdict = await (await ask("GET", pair, own)).json();
      expect(verdict).toMatchObject({ kind: "undecided" });
      expect(verdict.text).toContain("latency.p99_ms");
      expect((await ask("GET", `/bench/compare?a=${name}&b=none`, own)).status).toBe(404);
    },
    TIMEOUT_MS,
  );
});

test.each([
  ["not in development", []],
  ["where others can reach the hub", ["--dev", "--host", "0.0.0.0"]],
])(
  "%s there is no bench and no token",
  async (_when, flags) => {
    await start(...flags);
    const origin = hub.origin.replace("0.0.0.0", "127.0.0.1");
    for (const method of ["GET", "POST", "DELETE"]) {
      expect((await fetch(`${origin}/bench`, { method })).status).toBe(404);
    }
    expect(await (await fetch(origin)).text()).not.toContain("streamgauge-token");
  },
  TIMEOUT_MS,
);

test(
  "only this hub's page with its token starts a run, whatever other hosts and origins are allowed",
  async () => {
    await start("--dev", "--allow-host", "*", "--allow-origin", "*,https://friend.example");
    const token = { [BENCH_TOKEN_HEADER]: await tokenOf() };
    const refused: readonly [status: number, headers: Record<string, string>][] = [
      [403, {}],
      [403, { [BENCH_TOKEN_HEADER]: "0".repeat(64) }],
      [403, { ...token, origin: "https://friend.example" }],
      [403, { ...token, origin: "https://evil.example" }],
      [403, { ...token, origin: "null" }],
      [403, { ...token, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }],
      [421, { ...token, host: "evil.example", origin: "http://evil.example" }],
    ];
    for (const [status, headers] of refused) {
      expect([(await ask("POST", "/bench", headers, LONG)).status, headers]).toEqual([
        status,
        headers,
      ]);
      expect((await ask("DELETE", "/bench", headers)).status).toBe(status);
    }
    const preflight = await ask("OPTIONS", "/bench", {
      origin: "https://friend.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": BENCH_TOKEN_HEADER,
    });
    const allowed = preflight.headers.get("access-control-allow-headers");
    expect(allowed).not.toContain(BENCH_TOKEN_HEADER);
    expect((await overviewUntil(() => true)).running).toBeNull();
  },
  TIMEOUT_MS,
);

test(
  "a bad order is refused in words, and names lead nowhere else",
  async () => {
    await start("--dev");
    const own = { [BENCH_TOKEN_HEADER]: await tokenOf(), origin: hub.origin };
    const bad: readonly [order: unknown, detail: string][] = [
      [[], "The body is not a JSON object"],
      [{}, "scenario: expected one of fan-out, connect"],
      [{ scenario: "./evil.ts" }, "scenario: expected one of"],
      [{ scenario: "fan-out", connections: 10_001 }, "a whole number of clients from 1 to 10000"],
      [{ scenario: "fan-out", connections: 1.5 }, "a whole number of clients"],
      [{ scenario: "fan-out", rate: "1; reboot" }, "rate: expected a number of a second"],
      [{ scenario: "fan-out", duration: 121 }, "a number of seconds from 1 to 120"],
      [{ scenario: "connect", duration: 5 }, "connect takes connections, rate, and nothing else"],
      [{ scenario: "fan-out", header: "x: y" }, "and nothing else"],
    ];
    for (const [order, detail] of bad) {
      const response = await ask("POST", "/bench", own, order);
      expect(response.status).toBe(400);
      expect((await response.json()).detail).toContain(detail);
    }
    const long = { scenario: "fan-out", padding: "x".repeat(2_000) };
    expect((await ask("POST", "/bench", own, long)).status).toBe(413);
    for (const file of ["..%2F..%2Fpackage.json", "%2Fetc%2Fpasswd", "log.db", "x.json"]) {
      expect((await ask("GET", `/bench/${file}`)).status).toBe(404);
    }
  },
  TIMEOUT_MS,
);

test(
  "the oldest results make way, and what is no result is not listed",
  async () => {
    const results = join(folder, ".streamgauge/bench");
    await mkdir(results, { recursive: true });
    const stored = JSON.stringify({
      environment: { startedAt: "2026-01-01T00:00:00Z" },
      scenarios: [{ name: "fan-out" }],
    });
    for (let minute = 0; minute < MAX_KEPT; minute++) {
      const time = `2026-01-01T00-${String(minute).padStart(2, "0")}-00-000Z`;
      await writeFile(join(results, `${time}-fan-out.json`), minute === 0 ? "{" : stored);
    }
    await writeFile(join(results, "notes.json"), stored);
    await start("--dev");
    expect((await overviewUntil(() => true)).kept).toHaveLength(MAX_KEPT - 1);
    const own = { [BENCH_TOKEN_HEADER]: await tokenOf() };
    await ask("POST", "/bench", own, SHORT);
    const { kept } = await overviewUntil(({ running }) => running === null);
    expect(kept).toHaveLength(MAX_KEPT);
    const files = await readdir(results);
    expect(files).toContain("notes.json");
    expect(files).not.toContain("2026-01-01T00-00-00-000Z-fan-out.json");
  },
  TIMEOUT_MS,
);

test(
  "a run that cannot start says why, until the next one",
  async () => {
    const results = join(folder, ".streamgauge/bench");
    await mkdir(join(folder, ".streamgauge"));
    await writeFile(results, "in the way");
    await start("--dev");
    const own = { [BENCH_TOKEN_HEADER]: await tokenOf() };
    await ask("POST", "/bench", own, SHORT);
    const { failure, kept } = await overviewUntil(({ running }) => running === null);
    expect(failure).toContain(results);
    expect(kept).toEqual([]);
    await rm(results);
    await ask("POST", "/bench", own, SHORT);
    const next = await overviewUntil(({ running }) => running === null);
    expect([next.failure, next.kept.length]).toEqual([null, 1]);
  },
  TIMEOUT_MS,
);

/** Whether a process with this id is there, and no zombie. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = Bun.file(`/proc/${pid}/stat`);
  return (await stat.exists()) && !/^\d+ \(.*\) [ZX]/.test(await stat.text());
}

/** The processes whose command line names this hub's origin. */
async function childrenOf(origin: string): Promise<number[]> {
  const pids = (await readdir("/proc")).map(Number).filter(Number.isInteger);
  const found: number[] = [];
  for (const pid of pids) {
    const line = await Bun.file(`/proc/${pid}/cmdline`)
      .text()
      .catch(() => "");
    if (line.includes(origin)) found.push(pid);
  }
  return found;
}

test.each(["SIGTERM", "SIGKILL"] as const)(
  "a run ends with its hub, by %s",
  async (signal) => {
    await start("--dev", "--drain", "1");
    const own = { [BENCH_TOKEN_HEADER]: await tokenOf() };
    await ask("POST", "/bench", own, LONG);
    await untilConnected(5);
    const children = await childrenOf(hub.origin);
    expect(children).not.toEqual([]);
    await hub.stop(signal);
    // No event tells of the end of a process that is not a child of this one.
    for (const pid of children) while (await isAlive(pid)) await Bun.sleep(50);
    expect(await childrenOf(hub.origin)).toEqual([]);
  },
  TIMEOUT_MS,
);
