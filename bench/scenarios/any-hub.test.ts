/** Scenarios that run against any hub, each once with a small load; what is tested is the account. */

import { expect, test } from "bun:test";
import { startHub } from "../servers/own-hub.ts";
import { ACCOUNT, runScenario, valuesOf } from "./test-run.ts";

const LIMIT_MS = 60_000;

/** Clients that lose their connection come back soon. */
const ORDER = { maxConnections: 1_000, flags: ["--retry", "0.1-0.1"] };

test.concurrent.each([
  ["unicast", "-r 40 -d 500ms", "unicast.cost_ratio"],
  ["churn", "-r 40 -d 500ms", "churned"],
  ["soak", "-r 40 -d 500ms", "latency.p99_ms"],
  ["transports", "-r 40 -d 500ms", "sse_to_ws.wire.bytes_per_event"],
  // autocannon's own latencies have neither a 90th percentile nor fractions of a millisecond.
  ["publish", "-d 500ms", "publish.p90_ms"],
  // Starts at a rate from which few doublings are left.
  [
    "saturate",
    "-r 2k -d 200ms --objective latency.p50_ms<50",
    "rate_at_objective.events_per_second",
  ],
])(
  "%s loses and repeats nothing, and has what it is for",
  async (name, load, purpose) => {
    const hub = await startHub(ORDER);
    try {
      const result = await runScenario(name, "-c", "40", ...load.split(" "), "--url", hub.origin);
      expect(valuesOf(result, ...ACCOUNT)).toEqual([1, 0, 0, 0]);
      expect(valuesOf(result, purpose)[0]).toBeGreaterThan(0);
    } finally {
      await hub.stop();
    }
  },
  LIMIT_MS,
);
