/** A long, steady load: how much the hub's memory grows per minute, and how certain that is. */

import { lower, type Metrics } from "../result/result.ts";
import { pause } from "../load/time.ts";
import { type Slope, slopeOf } from "../stats/slope.ts";
import { scenario } from "./define.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";

const SAMPLE_MS = 1_000;
/** A newly started hub still grows into its load: this share of the time does not count. */
const WARM_UP = 0.25;

type Sample = readonly [minute: number, kb: number];

const SPEC = {
  name: "soak",
  summary:
    "runs a long, steady load; measures the growth of the hub's memory per minute, with a 95 % interval",
  clients: { count: 1_000 },
  loads: { rate: 10 },
  duration: "5m",
} as const;

export const soak: Scenario = {
  ...scenario(SPEC),
  run(context) {
    const rss: Sample[] = [];
    const watched = scenario({
      ...SPEC,
      steps: () => watchMemory(context, rss),
      metrics: () =>
        memoryMetrics(slopeOf(rss.slice(Math.floor(rss.length * WARM_UP))), rss.length),
    });
    return watched.run(context);
  },
};

/** Records the hub's resident memory once a second while events are published. */
async function watchMemory(
  { target, config, signal }: ScenarioContext,
  rss: Sample[],
): Promise<void> {
  const startedMs = performance.now();
  const endMs = startedMs + config.durationS * 1000;
  while (performance.now() < endMs && !signal.aborted) {
    const stats = await target.readStats();
    const minute = (performance.now() - startedMs) / 60_000;
    if (stats !== undefined) rss.push([minute, stats.process.rssBytes / 1024]);
    await pause(SAMPLE_MS, signal);
  }
}

function memoryMetrics({ perUnit, marginPerUnit }: Slope, samples: number): Metrics {
  if (!Number.isFinite(marginPerUnit)) return {};
  return {
    "server.rss_growth_kb_per_minute": lower(perUnit, "kB/min", samples),
    "server.rss_growth_margin_kb_per_minute": lower(marginPerUnit, "kB/min", samples),
  };
}
