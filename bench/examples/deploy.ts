/**
 * A new version takes over while events are published: nobody may miss one. This file adds an EventSource of its
 * own to the readers, to see what a page would see.
 *
 *     bun run bench bench/examples/deploy.ts
 */

import { EventSource, lower, scenario } from "streamgauge/bench";

let errors = 0;

export default scenario({
  name: "deploy",
  summary: "a hub hands over to its successor while events are published",
  clients: { count: 200, topics: "orders" },
  loads: { topic: "orders", rate: 20 },
  duration: "4s",
  hub: ["--reuse-port"],
  async steps(steps, { config }) {
    const page = new EventSource(steps.urlOf("orders"));
    page.onerror = () => (errors += 1);
    try {
      await steps.wait(config.durationS / 4);
      steps.show("handing over");
      await steps.restart("handover");
      await steps.untilBack();
    } finally {
      page.close();
    }
  },
  metrics: () => ({ "page.errors": lower(errors, "errors") }),
  thresholds: ["lost<=0", "duplicated<=0", "recovered_ratio>=1", "page.errors<=1"],
});
