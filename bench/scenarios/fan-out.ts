/** Every event to every client: what a broadcast costs and how late it comes. */

import {
  clientMetrics,
  deliveryMetrics,
  newTopic,
  publishSteadily,
  resultOf,
  serverMetrics,
  untilDelivered,
  withPool,
} from "./parts.ts";
import type { Scenario } from "./scenario.ts";
import { checkClients, checkOpened, checkPublisher } from "./validity.ts";

export const fanOut: Scenario = {
  name: "fan-out",
  summary: "every event to every client; latency, and the account of every delivery",
  defaults: { connections: 1_000, rate: 10, durationS: 10, sizeBytes: 100 },
  run: (context) => {
    const topic = newTopic("fan-out");
    return withPool(context, topic, async (pool, series) => {
      const { target, config, rampPerS } = context;
      const before = await target.readStats();
      const opened = await pool.open(rampPerS, context.signal);
      const stats = await target.readStats();
      const startedMs = performance.now();
      const published = await publishSteadily(context, topic);
      await untilDelivered(pool, published, context);
      const elapsedMs = performance.now() - startedMs;
      const account = await pool.collect(published.sent, published.uncertain);
      return resultOf({
        name: "fan-out",
        context,
        findings: [
          ...checkOpened(opened, config.connections),
          ...checkPublisher(published),
          ...checkClients(account, elapsedMs),
        ],
        metrics: {
          ...deliveryMetrics(account, elapsedMs),
          ...published.ack.metrics("publish"),
          ...opened.connect.metrics("connect"),
          ...clientMetrics(opened),
          ...(await serverMetrics(target, before, stats)),
        },
        histograms: { latency: account.latency, publish: published.ack, connect: opened.connect },
        series,
      });
    });
  },
};
