import { expect, test } from "bun:test";
import { availableParallelism } from "node:os";
import { readGivenPeer } from "../servers/given.ts";
import { hub } from "../servers/peers.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { type PeersOptions, runPeers } from "./run-peers.ts";
import { expectKnown } from "../test-measures.ts";
import { fastestOf } from "../rounds/saturated.ts";
import type { Step } from "../rounds/saturated-step.ts";
import { nightly } from "../test-nightly.ts";

const TINY: PeersOptions = {
  load: {
    connections: 20,
    rate: 20,
    durationS: 0.2,
    sizeBytes: 64,
    rampPerS: 1_000,
    workers: 1,
  },
  rounds: 1,
  only: ["hono", "bun-ws"],
  extraPeers: [],
};

const SILENT = { show: () => {} };
const { signal } = new AbortController();

nightly(
  "runPeers() measures the chosen peers and one given by address, beside this hub, and loses nothing",
  async () => {
    const other = await hub.start(50);
    if (other.kind !== "running") throw new Error(other.reason);
    const gone = { name: "gone", url: new URL("http://127.0.0.1:1/events") };
    const extraPeers = [{ name: "other", url: other.eventsUrl }, gone];
    const shown: string[] = [];
    try {
      const results = await runPeers({ ...TINY, extraPeers }, new AbortController().signal, {
        show: (line) => shown.push(line),
      });
      expect(results.map(({ target }) => target)).toEqual([
        "hub",
        "bun-ws",
        "hono",
        "other",
        "gone",
      ]);
      expectKnown(results);
      for (const { name, partial, metrics } of results.slice(0, 4)) {
        expect({ name, partial }).toEqual({ name: "peers", partial: false });
        expect([metrics.lost?.value, metrics.duplicated?.value]).toEqual([0, 0]);
        expect(metrics.delivered_ratio?.samples).toBeGreaterThan(20 * 10);
        expect(metrics.deliveries_per_second?.value).toBeGreaterThan(0);
        expect(metrics["latency.p99_ms"]?.value).toBeGreaterThan(0);
      }
      const [own, , hono, foreign, missing] = results;
      expect(own?.metrics["server.cpu_us_per_delivery"]).toBeDefined();
      expect(own?.metrics["saturated.deliveries_per_cpu_second"]?.value).toBeGreaterThan(0);
      expect(own?.metrics["saturated.client_cpu_share"]?.value).toBeGreaterThan(0);
      expect(own?.metrics["ratio.deliveries_per_second"]).toBeUndefined();
      expect(hono?.metrics["ratio.deliveries_per_second"]?.value).toBeGreaterThan(0);
      expect(foreign?.metrics["server.cpu_us_per_delivery"]).toBeUndefined();
      expect(missing?.metrics).toEqual({});
      expect(missing?.warnings.join()).toContain("not measured: Cannot reach http://127.0.0.1:1/");
      expect(shown).toContain("round 1 of 1, hono: starting");
    } finally {
      await other.stop();
    }
  },
  40_000,
);

test("runPeers() says so if other programs used the machine", async () => {
  const loops = "sh -c 'while :; do :; done' >/dev/null 2>&1 & echo $!;";
  // A third of the machine or more. Their shell ends at once, so that they are no descendants of this process.
  const hogs = Math.ceil(availableParallelism() / 3);
  const shell = Bun.spawnSync(["sh", "-c", loops.repeat(hogs)]);
  try {
    const load = { ...TINY.load, durationS: 0.5 };
    const [own] = await runPeers({ ...TINY, load, only: ["hub"] }, signal, SILENT);
    expect(own?.warnings.join()).toMatch(/other programs used \d+ % of the machine/);
    expect(own?.valid).toBe(false);
  } finally {
    for (const pid of shell.stdout.toString().trim().split("\n")) process.kill(Number(pid));
  }
}, 40_000);

test("runPeers() ends at an interrupt, and names what it has not measured", async () => {
  const interruption = new AbortController();
  const interrupt = { show: () => interruption.abort() };
  const results = await runPeers(TINY, interruption.signal, interrupt);
  expect(results.map(({ partial, metrics }) => ({ partial, metrics }))).toEqual([
    { partial: true, metrics: {} },
    { partial: true, metrics: {} },
    { partial: true, metrics: {} },
  ]);
  expect(results[1]?.warnings).toEqual(["not measured: interrupted before a round was complete"]);
}, 40_000);

test("runPeers() refuses more connections than a server can hold, and says what to do", async () => {
  const load = { ...TINY.load, connections: 190_000 };
  await expect(runPeers({ ...TINY, load }, new AbortController().signal, SILENT)).rejects.toThrow(
    "ulimit -n",
  );
});

test.each([
  ["ntfy=http://127.0.0.1:8080/x", { name: "ntfy", href: "http://127.0.0.1:8080/x" }],
  ["my.hub-2=https://example.org", { name: "my.hub-2", href: "https://example.org/" }],
  ["http://127.0.0.1:8080", undefined],
  ["=http://127.0.0.1", undefined],
  ["a=b", undefined],
  ["a=ftp://127.0.0.1", undefined],
])("readGivenPeer(%s)", (text, expected) => {
  const read = readGivenPeer(text);
  expect(read && { name: read.name, href: read.url.href }).toEqual(expected);
});

test("fastestOf() is the step with the most deliveries", () => {
  const step = (perS: number): Step => ({
    figures: { deliveries_per_second: perS },
    shares: {},
    published: {
      sent: 0,
      uncertain: [],
      failures: {},
      ack: new LatencyHistogram(),
      lateness: new LatencyHistogram(),
      held: new LatencyHistogram(),
    },
  });
  const steps = [step(1), step(3), step(2)];
  expect(fastestOf(steps)).toBe(steps[1]);
  expect(fastestOf([])).toBeUndefined();
});
