/**
 * How many publishes per second the hub accepts from autocannon while subscribers listen. A closed loop at full
 * speed has no intended times, so it says nothing about latency.
 */

import { mostlyCounting } from "../load/clients/open.ts";
import type { WorkerPool } from "../load/clients/pool.ts";
import { higher, lower } from "../result/result.ts";
import type { LatencySeries } from "../stats/series.ts";
import { newTopic, untilDelivered, withClients } from "./clients.ts";
import {
  accountMetrics,
  clientMetrics,
  generatorMetrics,
  resultOf,
  serverMetrics,
} from "./result.ts";
import { checkDriven, drive } from "./drive.ts";
import type { Scenario } from "./scenario.ts";
import { checkOpened, checkUntimedClients } from "../load/validity.ts";

export const publish: Scenario = {
  name: "publish",
  summary: "publishes at full speed with autocannon while --connections subscribers listen",
  defaults: { connections: 1_000, rate: 0, durationS: 5, sizeBytes: 100 },
  run: (context) => {
    const topic = newTopic("publish");
    const counting = mostlyCounting(context.config);
    const measure = async (pool: WorkerPool, series: LatencySeries) => {
      const { target, config, rampPerS } = context;
      const before = await target.readStats();
      const opened = await pool.open(rampPerS, context.signal);
      const stats = await target.readStats();
      const startedMs = performance.now();
      context.progress.show("publishing with autocannon");
      const driven = await drive(context, topic);
      const sure = driven.sent - driven.uncertain.length;
      const lastAtMs = await untilDelivered(pool, sure * config.connections, context);
      const elapsedMs = lastAtMs - startedMs;
      const account = await pool.collect(driven.sent, driven.uncertain);
      const { result } = driven;
      return resultOf({
        name: "publish",
        context,
        findings: [
          ...checkOpened(opened, config.connections),
          ...checkDriven(driven),
          ...checkUntimedClients(account),
        ],
        metrics: {
          "publish.requests_per_second": higher(
            result["2xx"] / result.duration,
            "/s",
            result["2xx"],
          ),
          "publish.p50_ms": lower(result.latency.p50, "ms", result["2xx"]),
          "publish.p99_ms": lower(result.latency.p99, "ms", result["2xx"]),
          "publish.max_ms": lower(result.latency.max, "ms", result["2xx"]),
          ...accountMetrics(account, elapsedMs),
          ...clientMetrics(opened),
          ...generatorMetrics(account.strain),
          ...(await serverMetrics(target, before, stats)),
        },
        histograms: { latency: account.latency },
        series,
      });
    };
    return withClients(context, topic, measure, counting);
  },
};
