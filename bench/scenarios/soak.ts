/** A long, steady load: how much the hub's memory grows per minute, and how certain that is. */

import { lower, type Metrics } from "../result/result.ts";
import { slopeOf } from "../stats/slope.ts";
import { scenario } from "./define.ts";
import type { Scenario } from "./scenario.ts";

/** A newly started hub still grows into its load: this share of the time does not count. */
const WARM_UP = 0.25;
const SECONDS_PER_MINUTE = 60;
const KB_PER_MB = 1e6 / 1024;

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
    const memory = () => context.usage()["server.rss_mb"]?.values ?? [];
    let published: readonly (number | null)[] = [];
    const watched = scenario({
      ...SPEC,
      async steps(steps) {
        const first = memory().length;
        await steps.wait(context.config.durationS);
        published = memory().slice(first);
      },
      metrics: () => growthMetrics(published),
    });
    return watched.run(context);
  },
};

/** From the hub's memory in MB, once a second while events are published. */
export function growthMetrics(rssMb: readonly (number | null)[]): Metrics {
  const points = rssMb.flatMap((mb, second) =>
    mb === null ? [] : [[second / SECONDS_PER_MINUTE, mb * KB_PER_MB] as const],
  );
  const { perUnit, marginPerUnit } = slopeOf(points.slice(Math.floor(points.length * WARM_UP)));
  if (!Number.isFinite(marginPerUnit)) return {};
  return {
    "server.rss_growth_kb_per_minute": lower(perUnit, "kB/min", points.length),
    "server.rss_growth_margin_kb_per_minute": lower(marginPerUnit, "kB/min", points.length),
  };
}
