/**
 * Some clients stop reading: the others must not notice, and the hub's memory must not grow with what
 * the stalled ones miss. When they read again they get all of it.
 */

import type { StatsSnapshot } from "#protocol";
import { constantPacer } from "../load/pacer.ts";
import { lower, type Metrics } from "../result.ts";
import {
  accountMetrics,
  newTopic,
  publishSteadily,
  resultOf,
  untilDelivered,
  withPool,
} from "./parts.ts";
import type { Scenario } from "./scenario.ts";
import { checkClients, checkOpened, checkPublisher } from "./validity.ts";

/** The system's own buffers take about 4 MB for a reader that stalls: the defaults send more than that. */
export const slowReaders: Scenario = {
  name: "slow-readers",
  summary: "--slow percent of the clients stop reading; the others' latency, the hub's memory",
  defaults: { connections: 100, rate: 20, durationS: 20, sizeBytes: 50_000 },
  run: async (context) => {
    const topic = newTopic("slow-readers");
    return withPool(context, topic, async (pool, series) => {
      const { target, config, rampPerS, slowPercent, signal } = context;
      const opened = await pool.open(rampPerS, signal);
      const start = await target.readStats();
      const startedMs = performance.now();
      const half = constantPacer(config.rate, (config.durationS * 1000) / 2);

      const quiet = await publishSteadily(context, topic, { pacer: half });
      await untilDelivered(pool, quiet.sent * opened.open, context);
      const quietAccount = await pool.collect(quiet.sent, quiet.uncertain);
      const before = await target.readStats();

      pool.pause(slowPercent);
      const firstSequence = quiet.sent + 1;
      const busy = await publishSteadily(context, topic, { pacer: half, firstSequence });
      const stalled = await target.readStats();
      pool.resume();
      const sent = quiet.sent + busy.sent;
      await untilDelivered(pool, sent * opened.open, context);
      const elapsedMs = performance.now() - startedMs;
      const account = await pool.collect(sent, [...quiet.uncertain, ...busy.uncertain]);

      const slowCount = Math.max(1, Math.round((opened.open * slowPercent) / 100));
      const memory: Metrics =
        start === undefined || before === undefined || stalled === undefined
          ? {}
          : {
              "server.rss_kb_per_slow_reader": lower(
                (rssGrowthKb(before, stalled) - rssGrowthKb(start, before)) / slowCount,
                "kB",
                slowCount,
              ),
              "lagging.max": lower(stalled.lagging, "streams"),
            };
      return resultOf({
        name: "slow-readers",
        context,
        findings: [
          ...checkOpened(opened, config.connections),
          ...checkPublisher(quiet),
          ...checkPublisher(busy),
          ...checkClients(account, elapsedMs),
        ],
        metrics: {
          ...account.latency.metrics("latency"),
          ...quietAccount.latency.metrics("quiet.latency"),
          ...memory,
          ...accountMetrics(account, elapsedMs),
        },
        histograms: { latency: account.latency, "quiet.latency": quietAccount.latency },
        series,
      });
    });
  },
};

/** As many events are retained in either half: what the second adds to the first's growth is the slow readers'. */
function rssGrowthKb(from: StatsSnapshot, to: StatsSnapshot): number {
  return (to.process.rssBytes - from.process.rssBytes) / 1024;
}
