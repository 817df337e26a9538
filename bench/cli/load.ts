/** Turns the flags that shape a load into its options. Pure. */

import type { LoadOptions } from "../load/options.ts";
import type { FlagValues } from "./flags.ts";

export function loadOf(values: FlagValues): LoadOptions {
  return {
    connections: values.connections,
    rate: values.rate,
    durationS: values.duration,
    sizeBytes: values.size,
    warmupS: values.warmup,
    rampPerS: values.ramp,
    workers: values.workers,
    hubThreads: values["hub-threads"],
    transport: values.transport,
    stages: values.stages,
    burst: values.burst,
    cutBy: values["cut-by"],
    objective: values.objective,
    slowPercent: values.slow,
    events: values.events,
    missed: values.missed,
    tokensFile: values.tokens,
    topicsFile: values.topics,
    rounds: values.rounds,
    repeat: values.repeat,
  };
}
