/** Clients come and go all the time, as people do, while events go on: arrivals must not cost the others. */

import { higher, lower } from "../result/result.ts";
import { checkRun, clientMetrics, deliveryMetrics, newTopic, resultOf, runLoad } from "./parts.ts";
import type { Scenario } from "./scenario.ts";

/** The share of the clients that is replaced each second. */
const CHURN_PER_S = 0.1;

export const churn: Scenario = {
  name: "churn",
  summary: "a tenth of the clients leaves each second and others come in their place",
  defaults: { connections: 1_000, rate: 10, durationS: 10, sizeBytes: 100 },
  run: async (context) => {
    const { connections, durationS } = context.config;
    const perSecond = Math.max(1, connections * CHURN_PER_S);
    const run = await runLoad(context, newTopic("churn"), {
      during: (pool) => {
        pool.churn(perSecond, durationS * 1000);
        return Promise.resolve();
      },
    });
    const { account, opened, elapsedMs, server, series } = run;
    return resultOf({
      name: "churn",
      context,
      findings: checkRun(run, context),
      metrics: {
        churned: higher(account.connect.count - connections, "clients"),
        ...account.connect.metrics("connect"),
        ...deliveryMetrics(account, elapsedMs),
        gaps: lower(account.gaps, "gaps"),
        ...clientMetrics(opened),
        ...server,
      },
      histograms: { latency: account.latency, connect: account.connect },
      series,
    });
  },
};
