/** Every event to every client: what a broadcast costs and how long it takes. */

import { scenario } from "./define.ts";

export const fanOut = scenario({
  name: "fan-out",
  summary: "sends every event to every client; measures latency and accounts for every delivery",
  clients: { count: 1_000 },
  loads: { rate: 10 },
});
