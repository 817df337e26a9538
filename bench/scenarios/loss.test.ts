/** Servers that lose, repeat, fall silent or hang up: every scenario has to say so. */

import { expect, test } from "bun:test";
import { badServer, type Stream } from "./test-bad-server.ts";
import { isDisturbed, runScenario, valuesOf } from "./test-run.ts";

const LIMIT_MS = 60_000;

test.concurrent(
  "fan-out tells of connections that the server closed, and of clients that came back",
  async () => {
    let closed = 0;
    const closeSome = (event: number, streams: ReadonlySet<Stream>) => {
      if (event !== 5) return;
      for (const stream of [...streams].slice(0, 3)) {
        closed += 1;
        stream.close();
      }
    };
    await using server = badServer({ onPublished: closeSome });
    const result = await runScenario(
      "fan-out",
      "-c",
      "10",
      "-r",
      "10",
      "-d",
      "1",
      "--url",
      server.url,
    );
    expect(closed).toBe(3);
    expect(valuesOf(result, "connections_lost", "reconnects")).toEqual([3, 3]);
    expect(result.warnings.join()).toContain("3 connections were lost during the run");
  },
  LIMIT_MS,
);

test.concurrent(
  "deliveries per second and CPU per delivery end at the last delivery, whatever was lost",
  async () => {
    // Idles at 16 ms per second and takes 100 µs per delivery.
    await using server = badServer({
      copies: (event, { number }) => (event === 8 && number % 2 === 0 ? 0 : 1),
      cpuUs: (elapsedMs, deliveries) => 16 * elapsedMs + 100 * deliveries,
    });
    const load = ["-c", "10", "-r", "10", "-d", "1"];
    const result = await runScenario("fan-out", ...load, "--url", server.url);
    const [lost, perSecond = 0, cpuUs] = valuesOf(
      result,
      "lost",
      "deliveries_per_second",
      "server.cpu_us_per_delivery",
    );
    expect(lost).toBe(5);
    // 95 deliveries from 0 to 0.9 s; with the five seconds of waiting it was 16 a second.
    expect(perSecond).toBeGreaterThan(25);
    expect(cpuUs).toBeCloseTo(100, 3);
    expect(valuesOf(result, "server.idle_cpu_ms_per_second")[0]).toBeCloseTo(16, 3);
  },
  LIMIT_MS,
);

test.concurrent.each([
  [
    "skips an event",
    // The next events show the hole, and then the client leaves.
    (event: number) => (event === 5 ? 0 : 1),
  ],
  [
    "sends nothing to clients that come later",
    (_event: number, { number }: Stream) => (number > 21 ? 0 : 1),
  ],
])(
  "churn keeps in the account what clients lost that left or came later: a server that %s",
  async (_what, copies) => {
    await using server = badServer({ copies });
    const load = ["-c", "20", "-r", "10", "-d", "4"];
    const result = await runScenario("churn", ...load, "--url", server.url);
    const [ratio = 1, lost = 0] = valuesOf(result, "delivered_ratio", "lost");
    expect(lost).toBeGreaterThan(15);
    expect(ratio).toBeLessThan(1);
  },
  LIMIT_MS,
);

test.concurrent(
  "slow-readers counts what the healthy clients lost as infinitely late",
  async () => {
    let numbered = 0;
    await using server = badServer({
      copies: (_event, { topics }) => {
        if (topics.length > 1) return 1;
        numbered += 1;
        return numbered % 3 === 0 ? 0 : 1;
      },
    });
    const load = ["-c", "10", "-r", "20", "-d", "1", "--slow", "10"];
    const result = await runScenario("slow-readers", ...load, "--url", server.url);
    expect(valuesOf(result, "latency.p99_ms", "quiet.latency.p99_ms", "latency_ratio")).toEqual([
      null,
      null,
      null,
    ]);
    expect(result.metrics["latency.p50_ms"]).toMatchObject({ samples: 90 });
    expect(valuesOf(result, "lost")).toEqual([60]);
  },
  LIMIT_MS,
);

test.concurrent(
  "saturate charges a loss only to the rate at which it happened",
  async () => {
    await using server = badServer({ copies: (event) => (event === 3 ? 0 : 1) });
    const load = ["-c", "5", "-r", "20", "-d", "0.5", "--objective", "lost<1"];
    const result = await runScenario("saturate", ...load, "--url", server.url);
    // The lowest rate failed, and a quarter of it held.
    expect(valuesOf(result, "lost")).toEqual([5]);
    expect(valuesOf(result, "rate_at_objective.events_per_second")[0]).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

test.concurrent.each([
  ["loses all", () => 0, false, "none of 50 deliveries arrived"],
  ["loses one", (event: number) => (event === 4 ? 0 : 1), true, "5 of 50 deliveries were lost"],
  [
    "repeats one",
    (event: number) => (event === 4 ? 2 : 1),
    true,
    "5 of 50 deliveries were repeated",
  ],
])(
  "fan-out of a server that %s",
  async (_what, copies, valid, line) => {
    await using server = badServer({ copies });
    const load = ["-c", "5", "-r", "10", "-d", "1"];
    const result = await runScenario("fan-out", ...load, "--url", server.url);
    expect(result.valid || (valid && isDisturbed(result))).toBe(valid);
    expect(result.warnings.join("\n")).toContain(line);
  },
  LIMIT_MS,
);

test.concurrent(
  "the events of the warm-up are accounted for, and not timed",
  async () => {
    await using server = badServer({});
    const load = ["-c", "5", "-r", "20", "-d", "1", "--warmup", "1"];
    const result = await runScenario("fan-out", ...load, "--url", server.url);
    const samples = (name: string) => result.metrics[name]?.samples;
    expect(result.config).toMatchObject({ warmupS: 1, durationS: 1 });
    expect(samples("delivered_ratio")).toBe(200);
    expect(samples("latency.p99_ms")).toBe(100);
    expect(samples("publish.p99_ms")).toBe(20);
    const drawn = result.series.deliveries_per_second?.values ?? [];
    const sum = drawn.reduce<number>((all, value) => all + (value ?? 0), 0);
    // The last of the warm-up may come a moment later.
    expect(sum).toBeGreaterThanOrEqual(100);
    expect(sum).toBeLessThan(200);
    const unwarmed = await runScenario("fan-out", ...load.slice(0, 6), "--url", server.url);
    expect(unwarmed.config).not.toHaveProperty("warmupS");
  },
  LIMIT_MS,
);

test.concurrent(
  "--repeat runs a scenario several times; a loss in one run stays in the account",
  async () => {
    await using server = badServer({ copies: (event) => (event === 4 ? 0 : 1) });
    const load = ["-c", "5", "-r", "10", "-d", "1", "--repeat", "2"];
    const result = await runScenario("fan-out", ...load, "--url", server.url);
    expect(result.config.repeat).toBe(2);
    expect(result.metrics.delivered_ratio).toMatchObject({ value: 0.95, samples: 100 });
    expect(valuesOf(result, "lost")).toEqual([5]);
    expect(result.metrics.deliveries_per_second).toHaveProperty("low");
    expect(result.warnings).toContainEqual(
      expect.stringContaining("in 1 of 2 runs: 5 of 50 deliveries were lost"),
    );
  },
  LIMIT_MS,
);

test.concurrent(
  "connect counts clients that never opened as infinitely late",
  async () => {
    let asked = 0;
    // The first request is the bench's check of the address.
    using gate = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () =>
        ++asked > 15
          ? new Response("full", { status: 503 })
          : new Response(new ReadableStream({ start: (stream) => stream.enqueue(":\n\n") }), {
              headers: { "content-type": "text/event-stream" },
            }),
    });
    const url = `http://127.0.0.1:${gate.port}/events`;
    const result = await runScenario("connect", "-c", "20", "-r", "100", "--url", url);
    expect(result.metrics["connect.p99_ms"]).toMatchObject({ value: null, samples: 20 });
    expect(result.metrics["connect.p50_ms"]).toMatchObject({ value: expect.any(Number) });
    expect(valuesOf(result, "failed")[0]).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
