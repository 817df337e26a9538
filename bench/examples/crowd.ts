/**
 * A small topic beside a huge one: its ten readers should not notice the five thousand of the other. While it runs, this
 * file reads the hub's own statistics once a second.
 *
 *     bun run bench bench/examples/crowd.ts
 */

import { lower, scenario } from "streamgauge/bench";

const loopLagsMs: number[] = [];

/** The part of the hub's statistics that this file reads. */
interface Stats {
  readonly latency: { readonly eventLoop: { readonly p99Ms: number | null } };
}

export default scenario({
  name: "crowd",
  summary: "a small topic beside one with thousands of readers",
  clients: [
    { count: 5_000, topics: "crowd" },
    { count: 10, topics: "few" },
  ],
  loads: [
    { name: "crowd", topic: "crowd", rate: 10 },
    { name: "few", topic: "few", rate: 20 },
  ],
  duration: "10s",
  async steps(steps, { config }) {
    const stats = new URL("/stats", steps.urlOf("few"));
    for (let second = 1; second < config.durationS; second++) {
      await steps.wait(1);
      const { latency } = (await (await fetch(stats)).json()) as Stats;
      if (latency.eventLoop.p99Ms !== null) loopLagsMs.push(latency.eventLoop.p99Ms);
    }
  },
  metrics: () => ({ "loop_lag.p99_ms": lower(medianOf(loopLagsMs), "ms") }),
  thresholds: ["lost<=0"],
});

/** Each is one second's p99. */
function medianOf(values: readonly number[]): number | null {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? null;
}
