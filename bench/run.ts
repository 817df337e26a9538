/** Runs scenarios one after the other, each against a target of its own unless one is named. */

import { endpointScenario, endpointTarget } from "./endpoint/endpoint-scenario.ts";
import { isStreamgaugeHub } from "./endpoint/identify.ts";
import {
  descriptorLimit,
  portCount,
  requireHubCapacity,
  requirePorts,
  workersFor,
} from "./load/limits.ts";
import { watchMachine } from "./load/machine-watch.ts";
import { describePattern, lengthMs, type LoadPattern } from "./load/pattern.ts";
import { runningTarget, startOwnHub, type Target } from "./servers/target.ts";
import type { RunCommand } from "./cli/command.ts";
import { ENDPOINT } from "./cli/takers.ts";
import type { Progress } from "./report/progress-state.ts";
import type { ScenarioResult, Transport } from "./result/result.ts";
import { scenarios, standardSuite } from "./scenarios/index.ts";
import { DEFAULT_OBJECTIVE } from "./threshold.ts";
import { DEFAULT_RAMP_PER_S } from "./load/options.ts";
import { configOf, DEFAULT_SLOW_PERCENT, type Scenario } from "./scenarios/scenario.ts";

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
  onResult: (result: ScenarioResult) => void = () => {},
): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const { scenario, transport } of await planOf(command)) {
    if (signal.aborted) break;
    const progress = newProgress(
      transport === "sse" ? scenario.name : `${scenario.name} (${transport})`,
    );
    try {
      const result = await runOne(scenario, transport, command, signal, progress);
      results.push(result);
      onResult(result);
    } finally {
      progress.done();
    }
  }
  return results;
}

interface Part {
  readonly scenario: Scenario;
  readonly transport: Transport;
}

/** Each scenario over each transport that was asked for. */
async function planOf(command: RunCommand): Promise<Part[]> {
  const { transport = "sse" } = command.load;
  const each: readonly Transport[] = transport === "both" ? ["sse", "ws"] : [transport];
  const all = await chosen(command);
  return all.flatMap((scenario) => each.map((one) => ({ scenario, transport: one })));
}

/** Of an endpoint that is no hub of ours only `endpoint` knows how to measure it. */
async function chosen({ scenarios: names, url, endpoint }: RunCommand): Promise<Scenario[]> {
  const forEndpoint = endpointScenario(endpoint);
  if (names.length > 0) {
    const all = [...scenarios, forEndpoint];
    return names.flatMap((name) => all.filter((scenario) => scenario.name === name));
  }
  const { headers = {}, isInsecure = false } = endpoint;
  const isHub = url === undefined || (await isStreamgaugeHub(url, headers, isInsecure));
  return isHub ? [...standardSuite] : [forEndpoint];
}

/** The endpoint is used as it stands; a hub's own addresses are known. */
async function targetOf(
  { name, hubFlags }: Scenario,
  { url, load, endpoint }: Pick<RunCommand, "url" | "load" | "endpoint">,
  connections: number,
): Promise<Target> {
  if (url === undefined) return startOwnHub(connections, hubFlags?.(load));
  if (name === ENDPOINT) return endpointTarget(url);
  const { headers = {}, isInsecure = false } = endpoint;
  return runningTarget(url, { headers, isInsecure });
}

async function runOne(
  scenario: Scenario,
  transport: Transport,
  { load, url, endpoint }: RunCommand,
  signal: AbortSignal,
  progress: Progress,
): Promise<ScenarioResult> {
  const limit = descriptorLimit();
  const connections = load.connections ?? scenario.defaults.connections;
  const wantedWorkers = scenario.name === ENDPOINT ? 1 : load.workers;
  const workers = workersFor(connections, wantedWorkers, limit);
  if (url === undefined) requireHubCapacity(connections, limit);
  if (url !== undefined && !isLoopback(url)) requirePorts(connections, portCount());
  progress.show("starting");
  const disturbance = await watchMachine();
  const target = await targetOf(scenario, { url, load, endpoint }, connections);
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
      transport,
      cutBy: load.cutBy ?? "client",
      objective: load.objective ?? DEFAULT_OBJECTIVE,
      slowPercent: load.slowPercent ?? DEFAULT_SLOW_PERCENT,
      progress,
      disturbance,
      signal,
    });
  } finally {
    await target.stop();
  }
}

/** There each process may have a source address of its own, so ports do not end. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === "127.0.0.1";
}
