/**
 * Readers that all select the same news, and each a topic of its own, so that no two select the same. What that costs
 * shows beside a run in which all have one topic: a file with the line `news` gives it to them.
 *
 *     bun run bench bench/examples/own-topics.ts
 *     bun run bench bench/examples/own-topics.ts --topics news.txt
 */

import { scenario } from "streamgauge/bench";

export default scenario({
  name: "own-topics",
  summary: "news for readers that each have a topic of their own too",
  clients: { count: 3_000, topics: (reader) => [`inbox/${reader}`, "news"] },
  loads: { topic: "news", rate: 10 },
  duration: "10s",
  thresholds: ["lost<=0"],
});
