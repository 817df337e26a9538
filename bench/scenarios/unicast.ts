/** Each event goes to one of N clients: its cost must not grow with N. Measured with few clients, then with all. */

import { lower, type Metric } from "../result/result.ts";
import { scenario } from "./define.ts";
import type { Scenario } from "./scenario.ts";

/** The number of clients to compare the cost with. */
const FEW = 100;
const CPU = "server.cpu_us_per_delivery";

/** As many topics as clients: each event has one reader. */
const each = scenario({
  name: "unicast",
  summary:
    "sends each event to one of --connections clients; compares its cost with that for 100 clients",
  clients: { count: 5_000, topics: (client, own) => `${own}/${client}` },
  loads: { rate: 500 },
});

export const unicast: Scenario = {
  ...each,
  run: async (context) => {
    const { config } = context;
    const connections = Math.min(FEW, config.connections);
    const withFew = await each.run({ ...context, config: { ...config, connections } });
    const withAll = await each.run(context);
    const ratio = ratioOf(withAll.metrics[CPU], withFew.metrics[CPU]);
    return {
      ...withAll,
      valid: withFew.valid && withAll.valid,
      warnings: [...new Set([...withFew.warnings, ...withAll.warnings])],
      metrics: {
        ...(ratio !== undefined && { "unicast.cost_ratio": ratio }),
        ...withAll.metrics,
      },
    };
  },
};

function ratioOf(all: Metric | undefined, few: Metric | undefined): Metric | undefined {
  if (all?.value == null || few?.value == null || few.value === 0) return undefined;
  return lower(all.value / few.value, "ratio");
}
