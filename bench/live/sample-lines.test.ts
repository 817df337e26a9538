import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT } from "../bench-error.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { runBench, spawnBench } from "../test-bench.ts";
import { sampleLine } from "./sample-lines.ts";
import { serveSlowly } from "./test-slow-server.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "streamgauge-samples-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const load = ["-c", "5", "-r", "20", "--warmup", "0"];

test("a line names its columns and has null for what is unknown", () => {
  const [latency, latencySoFar] = [new LatencyHistogram(), new LatencyHistogram()];
  latencySoFar.record(2);
  const time = { atMs: Date.UTC(2026, 0, 2), elapsedMs: 1_000.6, leftMs: undefined };
  const part = { scenario: "logs", transport: "sse", phase: "memory" } as const;
  const figures = { counts: undefined, deliveries: 0, latency, latencySoFar, isLast: false };
  const line = sampleLine({ ...part, ...time, ...figures });
  expect(line).toEndWith("}\n");
  expect(JSON.parse(line)).toEqual({
    time: "2026-01-02T00:00:00.000Z",
    scenario: "logs",
    transport: "sse",
    elapsed_s: 1.001,
    phase: "memory",
    connections: null,
    open: null,
    failed: null,
    recovered: null,
    received: null,
    deliveries: null,
    latencies: 0,
    p50_ms: null,
    p90_ms: null,
    p99_ms: null,
    max_ms: null,
    so_far_latencies: 1,
    so_far_p50_ms: 2,
    so_far_p90_ms: 2,
    so_far_p99_ms: 2,
    so_far_max_ms: 2,
  });
});

describe.concurrent("--samples", () => {
  test("to the standard output is all that goes there, and its deliveries are those of the run", async () => {
    const argv = ["fan-out", ...load, "-d", "2s", "--transport", "both", "--samples", "-"];
    const { stdout, stderr, code } = await runBench(argv);
    expect([code === 0 || code === 3, stderr.includes("deliveries expected")]).toEqual([
      true,
      true,
    ]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    for (const transport of ["sse", "ws"]) {
      const own = lines.filter((line) => line.transport === transport);
      expect(own.length).toBeGreaterThan(1);
      expect(own.reduce((sum, { deliveries }) => sum + (deliveries ?? 0), 0)).toBe(200);
      expect(own.reduce((sum, { latencies }) => sum + latencies, 0)).toBe(200);
      expect(own.at(-1)).toMatchObject({ received: 200, so_far_latencies: 200 });
    }
  }, 60_000);

  test("are all kept up to the moment at which a run is killed", async () => {
    const file = join(folder, "killed.jsonl");
    const child = spawnBench(["fan-out", ...load, "-d", "10m", "--samples", file]);
    const progress = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let shown = "";
    while (!shown.includes("events received")) shown += (await progress.read()).value ?? "";
    process.kill(-child.pid, "SIGKILL");
    await child.exited;
    const text = await Bun.file(file).text();
    expect(text).toEndWith("}\n");
    expect(JSON.parse(text.split("\n")[0] ?? "")).toMatchObject({ scenario: "fan-out" });
  }, 60_000);

  test("do not end the run when the reader of standard output stops reading", async () => {
    using server = serveSlowly(0);
    const argv = ["endpoint", "-c", "2", "-d", "4s", "--url", `${server.url}/events`];
    const child = spawnBench([...argv, "--samples", "-"]);
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    const stderr = await new Response(child.stderr).text();
    expect(stderr).not.toContain("EPIPE");
    // A busy machine may make it invalid, which is no fault of the reader's.
    expect(await child.exited).not.toBe(EXIT.internalError);
  }, 60_000);

  test.each([
    [["--samples", "/no/such/s.jsonl"], "there is no folder /no/such"],
    [["--samples", "-", "--json", "-"], "Only one report can go to standard output"],
  ])("%j is refused: %s", async (argv, expected) => {
    const { code, stderr } = await runBench(["fan-out", ...argv]);
    expect([code, stderr.includes(expected)]).toEqual([2, true]);
  });
});
