/** Every event to every client: what a broadcast costs and how late it comes. */

import { checkRun, clientMetrics, deliveryMetrics, newTopic, resultOf, runLoad } from "./parts.ts";
import type { Scenario } from "./scenario.ts";

export const fanOut: Scenario = {
  name: "fan-out",
  summary: "every event to every client; latency, and the account of every delivery",
  defaults: { connections: 1_000, rate: 10, durationS: 10, sizeBytes: 100 },
  run: async (context) => {
    const run = await runLoad(context, newTopic("fan-out"));
    const { account, opened, published, elapsedMs, server, series } = run;
    return resultOf({
      name: "fan-out",
      context,
      findings: checkRun(run, context),
      metrics: {
        ...deliveryMetrics(account, elapsedMs),
        ...published.ack.metrics("publish"),
        ...opened.connect.metrics("connect"),
        ...clientMetrics(opened),
        ...server,
      },
      histograms: { latency: account.latency, publish: published.ack, connect: opened.connect },
      series,
    });
  },
};
