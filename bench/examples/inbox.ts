/**
 * What most applications do: each reader has a topic of its own, and all share one for news.
 *
 *     bun run bench bench/examples/inbox.ts
 */

import { scenario } from "streamgauge/bench";

const READERS = 500;

export default scenario({
  name: "inbox",
  summary: "a topic of its own for each reader, and one that all share",
  clients: { count: READERS, topics: (reader) => [`inbox/${reader}`, "news"] },
  loads: [
    { name: "inbox", topic: (event) => `inbox/${event % READERS}`, rate: 100, size: 300 },
    { name: "news", topic: "news", rate: 2, size: 1_000 },
  ],
  duration: "10s",
  thresholds: ["lost<=0", "inbox.latency.p99_ms<1000"],
});
