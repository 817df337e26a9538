/** All connections are cut at once while events go on: who comes back when, and with what lost or twice. */

import { pause, untilReached } from "../load/until.ts";
import { higher, lower } from "../result.ts";
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

/** Clients that have not come back for so long are not waited for. */
const GIVE_UP_MS = 30_000;

export const reconnect: Scenario = {
  name: "reconnect",
  summary:
    "cuts all connections at once; time until all are back, lost and duplicated after resume",
  defaults: { connections: 1_000, rate: 10, durationS: 10, sizeBytes: 100 },
  run: (context) => {
    const topic = newTopic("reconnect");
    return withPool(context, topic, async (pool, series) => {
      const { target, config, rampPerS, signal } = context;
      const before = await target.readStats();
      const opened = await pool.open(rampPerS, context.signal);
      const stats = await target.readStats();
      const startedMs = performance.now();
      const publishing = publishSteadily(context, topic);
      // The cut comes after a fifth of the time, so that there is something to resume from.
      await pause((config.durationS * 1000) / 5, signal);
      pool.cut();
      const published = await publishing;
      await untilReached(() => pool.progress.recovered, opened.open, GIVE_UP_MS, signal);
      await untilDelivered(pool, published, context);
      const elapsedMs = performance.now() - startedMs;
      const account = await pool.collect(published.sent, published.uncertain);
      const missing = opened.open - account.recovered;
      const recovery = account.recovery.metrics("recovery", missing);
      return resultOf({
        name: "reconnect",
        context,
        findings: [
          ...checkOpened(opened, config.connections),
          ...checkPublisher(published),
          ...checkClients(account, elapsedMs),
        ],
        metrics: {
          recovered_ratio: higher(account.recovered / opened.open, "ratio", opened.open),
          ...recovery,
          ...deliveryMetrics(account, elapsedMs),
          gaps: lower(account.gaps, "gaps"),
          ...clientMetrics(opened),
          ...(await serverMetrics(target, before, stats)),
        },
        histograms: { recovery: account.recovery, latency: account.latency },
        series,
      });
    });
  },
};
