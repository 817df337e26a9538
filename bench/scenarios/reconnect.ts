/** All connections are cut at once while events go on: who comes back when, and with what lost or twice. */

import { BenchError } from "../bench-error.ts";
import { scenario } from "./define.ts";
import { handoverFlags, restartBy, type Scenario } from "./scenario.ts";

const described = scenario({
  name: "reconnect",
  summary:
    "cuts all connections at once; time until all are back, lost and duplicated after resume",
  clients: { count: 1_000 },
  loads: { rate: 10 },
  hub: handoverFlags,
  /** The cut comes after a fifth of the time, so that there is something to resume from. */
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
        "--cut-by restart, drain and handover need a hub of the bench's own, without --url",
      );
    }
    return described.run(context);
  },
};
