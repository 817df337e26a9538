/** Each event to one of N clients: what it costs must not grow with N. Measured with few, then with all. */

import { CLIENT_PLACEHOLDER } from "../load/messages.ts";
import { type Metric, lower, type Metrics } from "../result.ts";
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
import type { Scenario, ScenarioContext } from "./scenario.ts";
import { checkClients, checkOpened, checkPublisher } from "./validity.ts";

/** What the cost with all clients is compared to. */
const FEW = 100;
const CPU = "server.cpu_us_per_delivery";

export const unicast: Scenario = {
  name: "unicast",
  summary: "each event to one of --connections clients; its cost beside that with 100",
  defaults: { connections: 5_000, rate: 500, durationS: 10, sizeBytes: 100 },
  run: async (context) => {
    const { config } = context;
    const few = {
      ...context,
      config: { ...config, connections: Math.min(FEW, config.connections) },
    };
    const withFew = await measure(few);
    const withAll = await measure(context);
    const ratio = ratioOf(withAll.metrics[CPU], withFew.metrics[CPU]);
    return resultOf({
      name: "unicast",
      context,
      findings: [...withFew.findings, ...withAll.findings],
      metrics: {
        ...(ratio !== undefined && { "unicast.cost_ratio": ratio }),
        ...withAll.metrics,
      },
      histograms: withAll.histograms,
      series: withAll.series,
    });
  },
};

function measure(context: ScenarioContext) {
  const topic = `${newTopic("unicast")}/`;
  return withPool(context, `${topic}${CLIENT_PLACEHOLDER}`, async (pool, series) => {
    const { target, config, rampPerS, signal } = context;
    const topics = config.connections;
    const before = await target.readStats();
    const opened = await pool.open(rampPerS, signal);
    const stats = await target.readStats();
    const startedMs = performance.now();
    const published = await publishSteadily(context, topic, { topics });
    await untilDelivered(pool, published.sent - published.uncertain.length, context);
    const elapsedMs = performance.now() - startedMs;
    const account = await pool.collect(published.sent, published.uncertain, topics);
    const metrics: Metrics = {
      ...deliveryMetrics(account, elapsedMs),
      ...clientMetrics(opened),
      ...(await serverMetrics(target, before, stats)),
    };
    return {
      metrics,
      findings: [
        ...checkOpened(opened, config.connections),
        ...checkPublisher(published),
        ...checkClients(account, elapsedMs),
      ],
      histograms: { latency: account.latency },
      series,
    };
  });
}

function ratioOf(all: Metric | undefined, few: Metric | undefined): Metric | undefined {
  if (all?.value == null || few?.value == null || few.value === 0) return undefined;
  return lower(all.value / few.value, "ratio");
}
