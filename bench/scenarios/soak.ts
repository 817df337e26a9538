/** A long steady load: whether the hub's memory grows, by how much a minute, and how sure that is. */

import { lower, type Metrics } from "../result/result.ts";
import { type Slope, slopeOf } from "../stats/slope.ts";
import { checkRun, clientMetrics, deliveryMetrics, newTopic, resultOf, runLoad } from "./parts.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";
import { pause } from "../load/until.ts";

const SAMPLE_MS = 1_000;
/** A hub that has just started still grows into its load: this share of the time does not count. */
const WARM_UP = 0.25;

export const soak: Scenario = {
  name: "soak",
  summary: "a long steady load; growth of the hub's memory per minute, with its interval",
  defaults: { connections: 1_000, rate: 10, durationS: 300, sizeBytes: 100 },
  run: async (context) => {
    const rss: (readonly [minute: number, kb: number])[] = [];
    const run = await runLoad(context, newTopic("soak"), {
      during: () => watchMemory(context, rss),
    });
    const { account, opened, elapsedMs, server, series } = run;
    const slope = slopeOf(rss.slice(Math.floor(rss.length * WARM_UP)));
    return resultOf({
      name: "soak",
      context,
      findings: checkRun(run, context),
      metrics: {
        ...memoryMetrics(slope, rss.length),
        ...deliveryMetrics(account, elapsedMs),
        ...clientMetrics(opened),
        ...server,
      },
      histograms: { latency: account.latency },
      series,
    });
  },
};

/** Adds the hub's resident memory once a second, for as long as events are published. */
async function watchMemory(
  { target, config, signal }: ScenarioContext,
  rss: (readonly [number, number])[],
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
