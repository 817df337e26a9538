/**
 * How many publishes per second the hub accepts from autocannon while subscribers listen. In a closed loop an event is
 * due when the one before it is answered, so a stalled hub gets less load: its figures say nothing about latency.
 */

import { mostlyCounting } from "../load/clients/open.ts";
import type { WorkerPool } from "../load/clients/pool.ts";
import { higher } from "../result/result.ts";
import { wallMs } from "../load/time.ts";
import type { LatencySeries } from "../stats/series.ts";
import { newTopic, untilDelivered, withClients } from "./clients.ts";
import { accountMetrics, clientMetrics, generatorMetrics, lengthOf, resultOf } from "./result.ts";
import { serverCost, untilSettled, watchIdle } from "./server-cost.ts";
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
      const { config, rampPerS } = context;
      const before = await untilSettled(context);
      const opened = await pool.open(rampPerS, context.signal);
      const idle = await watchIdle(context);
      const startedMs = wallMs();
      context.progress.show("publishing with autocannon");
      const driven = await drive(context, topic);
      const sure = driven.sent - driven.uncertain.length;
      await untilDelivered(pool, sure * config.connections, context);
      const account = await pool.collect(driven.sent, driven.uncertain);
      const elapsedMs = lengthOf(account, startedMs);
      const server = await serverCost(context, before, idle);
      const { result } = driven;
      return resultOf({
        name: "publish",
        context,
        findings: [
          ...checkOpened(opened, config.connections),
          ...checkDriven(driven),
          ...checkUntimedClients(account),
          ...server.findings,
        ],
        metrics: {
          "publish.requests_per_second": higher(
            result["2xx"] / result.duration,
            "/s",
            result["2xx"],
          ),
          ...driven.ack.metrics("publish"),
          ...accountMetrics(account, elapsedMs),
          ...clientMetrics(opened),
          ...generatorMetrics(account.strain),
          ...server.metrics,
        },
        histograms: { latency: account.latency, publish: driven.ack },
        series,
      });
    };
    return withClients(context, topic, measure, counting);
  },
};
