/** Runs scenarios one after the other, each against a target of its own unless one is named. */

import { descriptorLimit, requireHubCapacity, workersFor } from "./load/limits.ts";
import { watchMachine } from "./load/machine-watch.ts";
import { describePattern, lengthMs, type LoadPattern } from "./load/pattern.ts";
import { runningTarget, startOwnHub } from "./load/target.ts";
import type { RunCommand } from "./options.ts";
import type { Progress } from "./report/progress-state.ts";
import type { ScenarioResult } from "./result.ts";
import { scenarios, standardSuite } from "./scenarios/index.ts";
import {
  configOf,
  DEFAULT_OBJECTIVE,
  DEFAULT_RAMP_PER_S,
  DEFAULT_SLOW_PERCENT,
  type Scenario,
} from "./scenarios/scenario.ts";

/** Makes the progress display of a scenario. */
export type ProgressMaker = (label: string) => Progress & { done(): void };

/**
 * The results of the scenarios that were done, in order; fewer when the run was interrupted.
 * @throws {BenchError} when the run cannot start as asked
 */
export async function runScenarios(
  command: RunCommand,
  signal: AbortSignal,
  newProgress: ProgressMaker,
): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const scenario of chosen(command)) {
    if (signal.aborted) break;
    const progress = newProgress(scenario.name);
    try {
      results.push(await runOne(scenario, command, signal, progress));
    } finally {
      progress.done();
    }
  }
  return results;
}

function chosen({ scenarios: names }: RunCommand): Scenario[] {
  if (names.length === 0) return [...standardSuite];
  return names.flatMap((name) => scenarios.filter((scenario) => scenario.name === name));
}

async function runOne(
  scenario: Scenario,
  { load, url }: RunCommand,
  signal: AbortSignal,
  progress: Progress,
): Promise<ScenarioResult> {
  const limit = descriptorLimit();
  const connections = load.connections ?? scenario.defaults.connections;
  const workers = workersFor(connections, load.workers, limit);
  if (url === undefined) requireHubCapacity(connections, limit);
  progress.show("starting");
  const target = url === undefined ? await startOwnHub(connections) : await runningTarget(url);
  const planned = configOf(scenario, load, workers);
  const pattern: LoadPattern = {
    ratePerS: planned.rate,
    durationMs: planned.durationS * 1000,
    stages: load.stages,
    burst: load.burst,
  };
  const described = describePattern(pattern);
  try {
    return await scenario.run({
      target,
      config: {
        ...planned,
        durationS: lengthMs(pattern) / 1000,
        ...(described !== undefined && { pattern: described }),
      },
      pattern,
      rampPerS: load.rampPerS ?? DEFAULT_RAMP_PER_S,
      transport: load.transport ?? "sse",
      cutBy: load.cutBy ?? "client",
      objective: load.objective ?? DEFAULT_OBJECTIVE,
      slowPercent: load.slowPercent ?? DEFAULT_SLOW_PERCENT,
      progress,
      disturbance: watchMachine(),
      signal,
    });
  } finally {
    await target.stop();
  }
}
