/**
 * Readers that all select the same news, and each a topic of its own: the hub can share no chunk list among them. Beside
 * it, `fan-out` with as many readers and events shows what that costs.
 *
 *     bun run bench bench/examples/own-topics.ts fan-out --connections 3000 --rate 10
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
