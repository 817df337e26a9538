/** All connections are cut at once while events go on: who comes back when, and with what lost or twice. */

import { BenchError } from "../bench-error.ts";
import { pause, untilReached } from "../load/until.ts";
import type { WorkerPool } from "../load/clients/pool.ts";
import { higher, lower } from "../result/result.ts";
import { checkRun, clientMetrics, deliveryMetrics, newTopic, resultOf, runLoad } from "./parts.ts";
import { handoverFlags, restartBy, type Scenario, type ScenarioContext } from "./scenario.ts";
import { asWarnings, checkOpened } from "../load/validity.ts";

/** Clients that have not come back for so long are not waited for. */
const GIVE_UP_MS = 30_000;

export const reconnect: Scenario = {
  name: "reconnect",
  summary:
    "cuts all connections at once; time until all are back, lost and duplicated after resume",
  defaults: { connections: 1_000, rate: 10, durationS: 10, sizeBytes: 100 },
  hubFlags: handoverFlags,
  run: async (context) => {
    if (context.cutBy !== "client" && context.target.restart === undefined) {
      throw new BenchError(
        "--cut-by restart, drain and handover need a hub of the bench's own, without --url",
      );
    }
    const run = await runLoad(context, newTopic("reconnect"), {
      during: (pool) => cutAndWait(pool, context),
    });
    const { account, opened, elapsedMs, server, series } = run;
    const missing = opened.open - account.recovered;
    return resultOf({
      name: "reconnect",
      context,
      findings:
        context.cutBy === "client"
          ? checkRun(run, context)
          : // While there is no hub, publishes must fail.
            [
              ...checkOpened(run.opened, context.config.connections),
              ...asWarnings(checkRun(run, context)),
            ],
      metrics: {
        recovered_ratio: higher(account.recovered / opened.open, "ratio", opened.open),
        ...account.recovery.metrics("recovery", missing),
        ...deliveryMetrics(account, elapsedMs),
        gaps: lower(account.gaps, "gaps"),
        ...clientMetrics(opened),
        ...server,
      },
      histograms: { recovery: account.recovery, latency: account.latency },
      series,
    });
  },
};

/** The cut comes after a fifth of the time, so that there is something to resume from. */
async function cutAndWait(pool: WorkerPool, context: ScenarioContext): Promise<void> {
  const { config, signal, cutBy, target } = context;
  await pause((config.durationS * 1000) / 5, signal);
  const { open } = pool.progress;
  if (cutBy === "client") pool.cut();
  else {
    // Whoever loses a stream from now on is waited for, and timed from now.
    pool.awaitLoss();
    await target.restart?.(restartBy(cutBy));
  }
  await untilReached(() => pool.progress.recovered, open, GIVE_UP_MS, signal);
}
