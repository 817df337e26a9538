/** Clients leave and arrive all the time while events are published: arrivals must not slow down the others. */

import { scenario } from "./define.ts";

/** The share of the clients that is replaced each second. */
const CHURN_PER_S = 0.1;

export const churn = scenario({
  name: "churn",
  summary: "replaces a tenth of the clients each second while events are published",
  clients: { count: 1_000 },
  loads: { rate: 10 },
  steps: (steps, { config: { connections, durationS } }) =>
    steps.churn(Math.max(1, connections * CHURN_PER_S), durationS),
});
