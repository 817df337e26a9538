/** Clients come and go all the time, as people do, while events go on: arrivals must not cost the others. */

import { scenario } from "./define.ts";

/** The share of the clients that is replaced each second. */
const CHURN_PER_S = 0.1;

export const churn = scenario({
  name: "churn",
  summary: "a tenth of the clients leaves each second and others come in their place",
  clients: { count: 1_000 },
  loads: { rate: 10 },
  steps: (steps, { config: { connections, durationS } }) =>
    steps.churn(Math.max(1, connections * CHURN_PER_S), durationS),
});
