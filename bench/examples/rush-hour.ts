/**
 * Readers come, stay and go while the rate rises and falls; a few watchers stay all the time. A second here stands
 * for a minute in real life.
 *
 *     bun run bench bench/examples/rush-hour.ts
 */

import { scenario } from "streamgauge/bench";

export default scenario({
  name: "rush-hour",
  summary: "clients and rates that change in stages, with thresholds",
  clients: [
    { count: 20, topics: "trains" },
    {
      topics: (passenger) => `trains/${passenger % 10}`,
      headers: (passenger) => ({ "X-Passenger": String(passenger) }),
      stages: [
        { over: "1s", to: 400 },
        { over: "2s", to: 400 },
        { over: "1s", to: 50 },
      ],
    },
  ],
  loads: [
    { name: "all", topic: "trains", rate: 5, duration: "4s" },
    {
      name: "platform",
      topic: (event) => `trains/${event % 10}`,
      stages: [
        { over: "1s", to: 100 },
        { over: "2s", to: 100 },
        { over: "1s", to: 0 },
      ],
    },
  ],
  thresholds: ["lost<=0", "latency.p99_ms<2000"],
});
