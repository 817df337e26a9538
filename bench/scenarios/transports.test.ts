import { expect } from "bun:test";
import { badServer } from "./test-bad-server.ts";
import { ACCOUNT, runScenario, valuesOf } from "./test-run.ts";
import { nightly } from "../test-nightly.ts";

const LIMIT_MS = 60_000;

nightly(
  "transports counts what was lost as infinitely late, and charges no reconnecting to the deliveries",
  async () => {
    // Loses a tenth, takes 100 µs for a delivery, and a second to open a stream.
    await using server = badServer({
      copies: (event) => (event % 10 === 0 ? 0 : 1),
      cpuUs: (_elapsedMs, deliveries, opened) => 100 * deliveries + 1e6 * opened,
    });
    const load = ["-c", "5", "-r", "20", "-d", "1"];
    const result = await runScenario("transports", ...load, "--url", server.url);
    // Two rounds of twenty events for each.
    for (const name of ["sse", "ws"]) {
      expect(result.metrics[`${name}.latency.p99_ms`]).toMatchObject({ value: null, samples: 200 });
      expect(valuesOf(result, `${name}.latency.p50_ms`)[0]).toBeGreaterThan(0);
      expect(valuesOf(result, `${name}.server.cpu_us_per_delivery`)[0]).toBeCloseTo(100, 3);
      expect(valuesOf(result, `${name}.recovery.max_ms`)[0]).toBeGreaterThan(0);
    }
    expect(valuesOf(result, ...ACCOUNT)).toEqual([0.9, 40, 0, 0]);
  },
  LIMIT_MS,
);

nightly(
  "transports tells the memory of connections only of hubs that it starts itself",
  async () => {
    await using server = badServer({
      cpuUs: (_elapsedMs, deliveries) => 100 * deliveries,
      rssBytes: (opened) => 1e8 - 2_000 * opened,
    });
    const load = ["-c", "1k", "--ramp", "4k", "-r", "4", "-d", "500ms"];
    const result = await runScenario("transports", ...load, "--url", server.url);
    const names = ["sse", "ws", "sse_to_ws"].map((name) => `${name}.server.rss_kb_per_connection`);
    expect(valuesOf(result, ...names)).toEqual([undefined, undefined, undefined]);
    expect(result.warnings.join()).toContain("all rounds use the hub at --url");
  },
  LIMIT_MS,
);
