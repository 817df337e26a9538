/** What goes over a link about runs of the bench: any thread may be asked, and the core has them. */

import type { BenchRuns } from "../bench-runs/bench-runs.ts";
import type { Port } from "./port.ts";

/** Runs of the bench that a page may start, with the token that it needs for it. */
export interface BenchAccess {
  readonly runs: BenchRuns;
  readonly token: string;
}

/** Those of the core, as a thread asks for them. */
export function benchBehind(port: Pick<Port<BenchRuns, object>, "ask">): BenchRuns {
  return {
    benchOverview: () => port.ask("benchOverview"),
    startBench: (order) => port.ask("startBench", order),
    stopBench: () => port.ask("stopBench"),
    benchFile: (file) => port.ask("benchFile", file),
    compareBench: (first, second) => port.ask("compareBench", first, second),
  };
}

/** The core's answers. A thread asks only if the core has runs. */
export function benchCalls(access: BenchAccess | undefined): BenchRuns {
  const runs = async () => {
    if (access === undefined) throw new Error("This hub starts no runs of the bench");
    return access.runs;
  };
  return {
    benchOverview: async () => (await runs()).benchOverview(),
    startBench: async (order) => (await runs()).startBench(order),
    stopBench: async () => (await runs()).stopBench(),
    benchFile: async (file) => (await runs()).benchFile(file),
    compareBench: async (first, second) => (await runs()).compareBench(first, second),
  };
}
