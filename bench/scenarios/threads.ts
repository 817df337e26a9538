/**
 * The same fan-out on hubs with one serving thread, two, four and so on, to see what more threads are worth. Each
 * number of threads has a hub of its own in each round, and rounds alternate their order.
 */

import { availableParallelism } from "node:os";
import { BenchError } from "../bench-error.ts";
import { caution, type Finding } from "../load/validity.ts";
import { counted } from "../report/figures.ts";
import { measureCalm } from "../rounds/calm.ts";
import { measureSaturated } from "../rounds/saturated.ts";
import { type CoreSplit, coresHere, moveTo, type OwnCores, takeCores } from "../servers/cores.ts";
import { startRoundHub } from "../servers/own-hub.ts";
import { overWebSocket } from "../servers/server.ts";
import { resolveThreads } from "../servers/target.ts";
import { accountMetrics, resultOf } from "./result.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";
import {
  latencyOf,
  THREAD_COUNTS,
  threadFindings,
  threadMetrics,
  type ThreadRound,
  type ThreadRounds,
  totalsOf,
} from "./thread-figures.ts";

const DEFAULT_ROUNDS = 3;
/** One thread is compared with at least these. */
const LEAST_THREADS = 2;
/** With fewer, each half would be a single core. */
const MIN_CORES_TO_SHARE_OUT = 4;

export const threads: Scenario = {
  name: "threads",
  summary: "compares hubs with 1, 2, 4, … threads, up to --hub-threads (default: auto, at least 2)",
  defaults: { connections: 1_000, rate: 40, durationS: 5, sizeBytes: 100 },
  hasOwnHubs: true,
  workers: clientProcesses,
  run: async (context) => {
    if (context.target.restart === undefined) {
      throw new BenchError(
        "The scenario 'threads' only works with hubs that the bench starts: run it without --url",
      );
    }
    const wanted = await mostThreads(context);
    const most = await resolveThreads(wanted);
    const cores = availableParallelism();
    using own = cores < MIN_CORES_TO_SHARE_OUT ? undefined : takeCores([]);
    const counts = THREAD_COUNTS.filter((count) => count <= most);
    const rounds = await runRounds(counts, own, context);
    const { deliveries_per_second: _, ...account } = accountMetrics(
      { totals: totalsOf(rounds) },
      1,
    );
    return resultOf({
      name: "threads",
      context,
      findings: [
        ...threadFindings(rounds),
        ...checkThreads(wanted, most),
        ...checkCores(cores, own),
      ],
      metrics: { ...threadMetrics(rounds), ...account },
      histograms: byThreads(rounds, latencyOf),
      events: byThreads(rounds, (of) =>
        of.reduce((sum, { calm }) => sum + calm.published.lateness.count, 0),
      ),
    });
  },
};

/** One a core of the bench's half, less one for the publisher: a single process would make the clients wait for it. */
function clientProcesses(): number | undefined {
  const split = coresHere();
  if (split === undefined || availableParallelism() < MIN_CORES_TO_SHARE_OUT) return undefined;
  return Math.max(1, split.bench.length - 1);
}

async function mostThreads({ config: { hubThreads } }: ScenarioContext): Promise<number> {
  return Math.max(LEAST_THREADS, hubThreads ?? (await resolveThreads("auto")));
}

async function runRounds(
  counts: readonly number[],
  cores: CoreSplit | undefined,
  context: ScenarioContext,
): Promise<ThreadRounds> {
  const all = new Map<number, ThreadRound[]>(counts.map((count) => [count, []]));
  const { rounds = DEFAULT_ROUNDS, progress, signal } = context;
  for (let round = 1; round <= rounds; round++) {
    for (const count of round % 2 === 1 ? counts : counts.toReversed()) {
      const label = `round ${round} of ${rounds}, ${counted(count, "thread")}`;
      const show = (line: string) => progress.show(`${label}: ${line}`);
      show("starting");
      const parts = await runRound(count, cores, { ...context, progress: { show } });
      if (signal.aborted) return all;
      all.get(count)?.push({ round, ...parts });
    }
  }
  return all;
}

async function runRound(
  count: number,
  cores: CoreSplit | undefined,
  { config, rampPerS, transport, progress, signal }: ScenarioContext,
): Promise<Omit<ThreadRound, "round">> {
  const hub = await startRoundHub(config.connections, { threads: count });
  try {
    moveTo(cores, hub);
    const peer = transport === "ws" ? overWebSocket(hub) : hub;
    const load = { ...config, rampPerS };
    const part = { peer, transport, load, progress, signal };
    return { calm: await measureCalm(part), saturated: await measureSaturated(part) };
  } finally {
    await hub.stop();
  }
}

function byThreads<Value>(
  all: ThreadRounds,
  read: (rounds: readonly ThreadRound[]) => Value,
): Record<string, Value> {
  return Object.fromEntries(
    [...all].map(([count, rounds]) => [`threads_${count}.latency`, read(rounds)]),
  );
}

function checkThreads(wanted: number, most: number): Finding[] {
  if (most >= wanted) return [];
  const problem = `a hub has ${counted(most, "thread")} on this system, whatever it is asked for`;
  return [caution(problem, "use Linux, which shares out the connections to one port")];
}

function checkCores(cores: number, own: OwnCores | undefined): Finding[] {
  if (own !== undefined) return [];
  if (cores < MIN_CORES_TO_SHARE_OUT) {
    const shared = `hub, clients and publisher share ${counted(cores, "core")}`;
    const cannot = cores > 2 ? "so more threads show little" : "so no speed-up can show";
    return [caution(`${shared}, ${cannot}`, "use a machine with eight cores or more")];
  }
  return [
    caution(
      "hub, clients and publisher share the cores, and take time from each other",
      "use Linux with taskset installed",
    ),
  ];
}
