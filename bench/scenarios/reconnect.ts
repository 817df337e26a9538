/** Cuts all connections at once while events are published: when do clients come back, and what is lost or duplicated? */

import { BenchError } from "../bench-error.ts";
import { scenario } from "./define.ts";
import { handoverFlags, restartBy, type Scenario } from "./scenario.ts";

const described = scenario({
  name: "reconnect",
  summary:
    "cuts all connections at once; measures how soon all are back, and what is lost or duplicated",
  clients: { count: 1_000 },
  loads: { rate: 10 },
  hub: handoverFlags,
  /** Cuts after a fifth of the time, so that there is something to resume from. */
  async steps(steps, { config: { durationS }, cutBy }) {
    await steps.wait(durationS / 5);
    if (cutBy === "client") steps.cut();
    else await steps.restart(restartBy(cutBy));
    await steps.untilBack();
  },
});

export const reconnect: Scenario = {
  ...described,
  run(context) {
    if (context.cutBy !== "client" && context.target.restart === undefined) {
      throw new BenchError(
        "--cut-by restart, drain and handover need a hub that the bench starts: run it without --url",
      );
    }
    return described.run(context);
  },
};
