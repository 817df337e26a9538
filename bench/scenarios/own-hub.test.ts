/** Scenarios that need a hub started by the bench, each run once at a small size; the test is about the account. */

import { expect, test } from "bun:test";
import { ACCOUNT, runScenario as run, valuesOf } from "./test-run.ts";
import { nightly } from "../test-nightly.ts";

const LIMIT_MS = 90_000;

nightly(
  "resume resumes from every depth, and its herd gets everything that it missed once",
  async () => {
    const load = ["--connections", "30", "--rate", "20", "--duration", "1"];
    const result = await run("resume", ...load, "--events", "400", "--missed", "20");
    expect(result.config).toMatchObject({ events: 400, missed: 20 });
    expect(valuesOf(result, ...ACCOUNT, "recovered_ratio")).toEqual([1, 0, 0, 0, 1]);
    expect(result.metrics.delivered_ratio?.samples).toBe(30 * (10 + 20));
    for (const name of ["replay.depth_0", "replay_at_once.depth_99_9"]) {
      expect(result.metrics[`${name}.p99_ms`]?.samples).toBe(500);
    }
    expect(valuesOf(result, "log.events")).toEqual([400]);
    expect(result.warnings.join()).not.toContain("did not go on");
    const times = ["replay.flatness_ratio", "herd.latency_ratio", "herd.caught_up_ms"];
    for (const value of valuesOf(result, ...times)) expect(value).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

nightly(
  "logs has each log's rate, and each SQLite log's ratio to the log in memory",
  async () => {
    const result = await run("logs", "--duration", "0.2", "--connections", "3", "--rounds", "1");
    for (const log of ["memory_log", "sqlite_disk", "sqlite_process", "sqlite_memory"]) {
      const [rate, ratio] = valuesOf(
        result,
        `${log}.requests_per_second`,
        `ratio.${log}.requests_per_second`,
      );
      expect(rate).toBeGreaterThan(0);
      if (log === "memory_log") expect(ratio).toBeUndefined();
      else expect(ratio).toBeGreaterThan(0);
      expect(result.metrics[`${log}.publish.p99_ms`]?.value).toBeGreaterThan(0);
    }
    expect(valuesOf(result, ...ACCOUNT)).toEqual([1, 0, 0, 0]);
  },
  LIMIT_MS,
);

nightly(
  "transports measures each round on a hub of its own",
  async () => {
    const load = ["-c", "1k", "--ramp", "2k", "-r", "4", "-d", "500ms"];
    const result = await run("transports", ...load);
    expect(valuesOf(result, ...ACCOUNT)).toEqual([1, 0, 0, 0]);
    for (const transport of ["sse", "ws"]) {
      const memory = result.metrics[`${transport}.server.rss_kb_per_connection`];
      expect(memory?.samples).toBe(1_000);
      expect(memory?.value).toBeGreaterThan(0);
    }
  },
  LIMIT_MS,
);

test.concurrent(
  "reconnect loses and repeats nothing when a second hub takes over from the first",
  async () => {
    const load = ["--connections", "30", "--rate", "20", "--duration", "2"];
    const result = await run("reconnect", "--cut-by", "handover", ...load);
    expect(valuesOf(result, ...ACCOUNT, "recovered_ratio")).toEqual([1, 0, 0, 0, 1]);
  },
  LIMIT_MS,
);

test.concurrent(
  "slow-readers stalls those that stop reading, and delivers everything to them in the end",
  async () => {
    const load = ["--connections", "20", "--rate", "20", "--duration", "1", "--slow", "10"];
    const result = await run("slow-readers", ...load);
    expect(valuesOf(result, ...ACCOUNT, "lagging.max")).toEqual([1, 0, 0, 0, 2]);
    expect(result.metrics["latency.p99_ms"]?.samples).toBe(18 * 10);
    expect(valuesOf(result, "flood.kb_per_slow_reader")[0]).toBeGreaterThan(100);
    expect(valuesOf(result, "quiet.latency.p99_ms")[0]).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

nightly(
  "threads measures hubs with one thread and two under the same load, and their ratios",
  async () => {
    const load = ["-c", "20", "-r", "40", "-d", "500ms", "--rounds", "1", "--hub-threads", "2"];
    const result = await run("threads", ...load);
    expect(result.config.hubThreads).toBe(2);
    expect(valuesOf(result, ...ACCOUNT)).toEqual([1, 0, 0, 0]);
    for (const name of ["threads_1", "threads_2"]) {
      expect(result.metrics[`${name}.latency.p99_ms`]?.samples).toBe(20 * 20);
      expect(valuesOf(result, `${name}.deliveries_per_second`)[0]).toBeGreaterThan(0);
      expect(result.histograms).toHaveProperty([`${name}.latency`]);
    }
    const speedup = result.metrics["threads_2_to_1.speedup_ratio"];
    expect(speedup).toMatchObject({ unit: "×", better: "higher", samples: 1 });
    expect(result.metrics).not.toHaveProperty(["threads_4.latency.p99_ms"]);
  },
  LIMIT_MS,
);

test.each(["resume", "logs", "threads"])(
  "%s refuses a hub that the bench did not start",
  async (name) => {
    using hub = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () => new Response("", { headers: { "content-type": "text/event-stream" } }),
    });
    // Together with a scenario that accepts the address: alone it is refused before anything runs.
    await expect(
      run(name, "fan-out", "--url", `http://127.0.0.1:${hub.port}/events`),
    ).rejects.toThrow("without --url");
  },
);
