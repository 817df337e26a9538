/** How long a stream takes to open while clients arrive at a steady rate, whatever the hub does. */

import { newTopic, withClients } from "./clients.ts";
import { clientMetrics, generatorMetrics, resultOf, serverMetrics } from "./result.ts";
import { higher, lower } from "../result/result.ts";
import type { Scenario } from "./scenario.ts";
import { checkOpened, checkOpening } from "../load/validity.ts";

export const connect: Scenario = {
  name: "connect",
  summary: "measures how long a stream takes to open while clients arrive at --rate",
  defaults: { connections: 1_000, rate: 1_000, durationS: 0, sizeBytes: 0 },
  run: (context) =>
    withClients(context, newTopic("connect"), async (pool) => {
      const { target, config } = context;
      const before = await target.readStats();
      const startedMs = performance.now();
      const opened = await pool.open(config.rate, context.signal);
      const elapsedMs = performance.now() - startedMs;
      const stats = await target.readStats();
      return resultOf({
        name: "connect",
        context,
        findings: [...checkOpened(opened, config.connections), ...checkOpening(opened)],
        metrics: {
          opened_ratio: higher(opened.open / config.connections, "ratio", config.connections),
          ...opened.connect.metrics("connect"),
          ...opened.firstByte.metrics("first_byte"),
          connects_per_second: higher((opened.open / elapsedMs) * 1000, "/s"),
          ...clientMetrics(opened),
          ...generatorMetrics(opened.strain),
          ...(await serverMetrics(target, before, stats)),
          failed: lower(config.connections - opened.open, "clients"),
        },
        histograms: { connect: opened.connect, first_byte: opened.firstByte },
      });
    }),
};
