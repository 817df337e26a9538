/** Each event to one of N clients: what it costs must not grow with N. Measured with few, then with all. */

import { lower, type Metric, type Metrics } from "../result/result.ts";
import { checkRun, clientMetrics, deliveryMetrics, newTopic, resultOf, runLoad } from "./parts.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";

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

/** As many topics as clients: each event has one reader. */
async function measure(context: ScenarioContext) {
  const { connections } = context.config;
  const run = await runLoad(context, `${newTopic("unicast")}/`, { topics: connections });
  const { account, opened, elapsedMs, server, series } = run;
  const metrics: Metrics = {
    ...deliveryMetrics(account, elapsedMs),
    ...clientMetrics(opened),
    ...server,
  };
  const findings = checkRun(run, context);
  return { metrics, findings, histograms: { latency: account.latency }, series };
}

function ratioOf(all: Metric | undefined, few: Metric | undefined): Metric | undefined {
  if (all?.value == null || few?.value == null || few.value === 0) return undefined;
  return lower(all.value / few.value, "ratio");
}
