/** How long a stream takes to open while clients arrive at a steady rate, whatever the hub does. */

import { newTopic, withClients } from "./clients.ts";
import { clientMetrics, generatorMetrics, resultOf } from "./result.ts";
import { serverCost, untilSettled, watchIdle } from "./server-cost.ts";
import { higher, lower } from "../result/result.ts";
import type { Scenario } from "./scenario.ts";
import { checkOpened, checkOpening } from "../load/validity.ts";

export const connect: Scenario = {
  name: "connect",
  summary: "measures how long a stream takes to open while clients arrive at --rate",
  defaults: { connections: 1_000, rate: 1_000, durationS: 0, sizeBytes: 0 },
  run: (context) =>
    withClients(context, newTopic("connect"), async (pool) => {
      const { config } = context;
      const before = await untilSettled(context);
      const startedMs = performance.now();
      const opened = await pool.open(config.rate, context.signal);
      const elapsedMs = performance.now() - startedMs;
      const missing = config.connections - opened.open;
      const server = await serverCost(context, before, await watchIdle(context));
      return resultOf({
        name: "connect",
        context,
        findings: [
          ...checkOpened(opened, config.connections),
          ...checkOpening(opened),
          ...server.findings,
        ],
        metrics: {
          opened_ratio: higher(opened.open / config.connections, "ratio", config.connections),
          ...opened.connect.metrics("connect", missing),
          ...opened.firstByte.metrics("first_byte", missing),
          connects_per_second: higher((opened.open / elapsedMs) * 1000, "/s"),
          ...clientMetrics(opened),
          ...generatorMetrics(opened.strain),
          ...server.metrics,
          failed: lower(missing, "clients"),
        },
        histograms: { connect: opened.connect, first_byte: opened.firstByte },
      });
    }),
};
