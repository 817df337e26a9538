/** Runs scenarios one after another, each against its own target unless one is given. */

import { BenchError } from "./bench-error.ts";
import { hasManySources } from "./client/index.ts";
import { endpointScenario, endpointTarget } from "./endpoint/endpoint-scenario.ts";
import {
  descriptorLimit,
  portCount,
  requireHubCapacity,
  requirePorts,
  workersFor,
} from "./load/limits.ts";
import { allowedCores } from "./servers/cores.ts";
import { isOwnMachine } from "./client/index.ts";
import { watchMachine } from "./load/machine-watch.ts";
import { OthersWatch } from "./rounds/other-load.ts";
import { describePattern, lengthMs, type LoadPattern } from "./load/pattern.ts";
import { isStreamgaugeHub, runningTarget, startOwnHub, type Target } from "./servers/target.ts";
import { watchUsage } from "./servers/usage-series.ts";
import type { RunPart } from "./live/sampler.ts";
import type { RunCommand } from "./cli/command.ts";
import { measuresOfOwn, requireKnown, requireLive } from "./cli/measures.ts";
import { ENDPOINT, isScenario } from "./cli/takers.ts";
import type { Progress } from "./report/progress-state.ts";
import { repeated } from "./result/repeated.ts";
import type { ScenarioResult, Transport } from "./result/result.ts";
import { scenarios, standardSuite } from "./scenarios/index.ts";
import { loadScenario } from "./scenarios/load-file.ts";
import { DEFAULT_OBJECTIVE } from "./threshold.ts";
import { DEFAULT_PATIENCE_MS, DEFAULT_RAMP_PER_S, type LoadOptions } from "./load/options.ts";
import {
  configOf,
  DEFAULT_SLOW_PERCENT,
  type Scenario,
  type ScenarioContext,
} from "./scenarios/scenario.ts";

/** Creates the progress display of a scenario. */
export type ProgressMaker = (part: RunPart, scenario: Scenario) => Progress & { done(): void };

/**
 * The results of the completed scenarios, in order; fewer if the run was interrupted.
 * @throws {BenchError} if the run cannot start as requested
 */
export async function runScenarios(
  command: RunCommand,
  signal: AbortSignal,
  newProgress: ProgressMaker,
  onResult: (result: ScenarioResult, scenario: Scenario) => void = () => {},
): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  const each = await eachOf(command.load);
  for (const { scenario, transport } of await planOf(command)) {
    if (signal.aborted) break;
    const runs: ScenarioResult[] = [];
    for (let run = 0; run < (command.load.repeat ?? 1) && !signal.aborted; run++) {
      const progress = newProgress({ scenario: scenario.name, transport }, scenario);
      try {
        runs.push(await runOne(scenario, command, { transport, signal, progress, ...each }));
      } finally {
        progress.done();
      }
    }
    const result = repeated(runs);
    if (result === undefined) break;
    results.push(result);
    onResult(result, scenario);
  }
  return results;
}

interface Part {
  readonly scenario: Scenario;
  readonly transport: Transport;
}

/** Each scenario over each requested transport. */
async function planOf(command: RunCommand): Promise<Part[]> {
  const { transport = "sse" } = command.load;
  const each: readonly Transport[] = transport === "both" ? ["sse", "ws"] : [transport];
  const all = await chosen(command);
  return all.flatMap((scenario) => each.map((one) => ({ scenario, transport: one })));
}

/** An endpoint that is not a hub can only be measured by the scenario `endpoint`. */
async function chosen(command: RunCommand): Promise<Scenario[]> {
  const { scenarios: wanted, url, endpoint } = command;
  const forEndpoint = endpointScenario(endpoint);
  if (wanted.length > 0) {
    const all = [...scenarios, forEndpoint];
    const named = wanted.map((one) =>
      typeof one === "string"
        ? all.filter(({ name }) => name === one)
        : ownScenario(one.file, command),
    );
    return (await Promise.all(named)).flat();
  }
  const { headers = {}, isInsecure = false } = endpoint;
  const isHub = url === undefined || (await isStreamgaugeHub(url, { headers, isInsecure }));
  return isHub ? [...standardSuite] : [forEndpoint];
}

/** Whether the flags suit a user's own scenario is only known once it is loaded. */
async function ownScenario(file: string, command: RunCommand): Promise<Scenario[]> {
  const { load, thresholds, isAbortingOnFail } = command;
  const scenario = await loadScenario(file);
  const faults: string[] = [];
  for (const option of scenario.fixed ?? []) {
    if (load[option] === undefined) continue;
    faults.push(`--${FLAG_OF[option] ?? option} does not go with ${file}, which sets it itself`);
  }
  if (isScenario(scenario.name)) {
    faults.push(
      `${file} names its scenario '${scenario.name}', which is the name of a built-in scenario`,
    );
  }
  const { ownMeasures } = scenario;
  if (ownMeasures !== undefined) {
    const asked = [...thresholds, ...(scenario.thresholds ?? [])];
    requireKnown("A threshold", asked, measuresOfOwn(ownMeasures), file, faults);
    if (isAbortingOnFail) requireLive(asked, [scenario.name], faults);
  }
  if (faults.length > 0) throw new BenchError(faults.join("\n"));
  return [scenario];
}

/** For flags and options with different names. */
const FLAG_OF: Readonly<Record<string, string>> = {
  sizeBytes: "size",
  durationS: "duration",
  warmupS: "warmup",
  topicsFile: "topics",
};

/** The tokens and topics of individual clients, one line each. */
async function eachOf({ tokensFile, topicsFile }: LoadOptions) {
  const [tokens, topics] = await Promise.all([
    linesOf("--tokens", tokensFile),
    linesOf("--topics", topicsFile),
  ]);
  return { tokens, topics: topics?.map((line) => line.split(/\s+/)) };
}

async function linesOf(flag: string, name: string | undefined): Promise<string[] | undefined> {
  if (name === undefined) return undefined;
  const file = Bun.file(name);
  if (!(await file.exists())) throw new BenchError(`${flag} is '${name}': there is no such file`);
  const lines = (await file.text()).split("\n").map((line) => line.trim());
  const filled = lines.filter((line) => line !== "");
  if (filled.length === 0) throw new BenchError(`${flag} is '${name}': expected a line or more`);
  return filled;
}

/** An endpoint is used as given; a hub's addresses are known. */
async function targetOf(
  { name, hubFlags }: Scenario,
  { url, load, endpoint }: Pick<RunCommand, "url" | "load" | "endpoint">,
  connections: number,
): Promise<Target> {
  if (url === undefined) {
    return startOwnHub(connections, { flags: hubFlags?.(load) ?? [], threads: load.hubThreads });
  }
  if (name === ENDPOINT) return endpointTarget(url);
  const { headers = {}, isInsecure = false } = endpoint;
  return runningTarget(url, { headers, isInsecure });
}

async function runOne(
  scenario: Scenario,
  { load, url, endpoint, isOwnServer = false }: RunCommand,
  given: Pick<ScenarioContext, "transport" | "signal" | "progress" | "tokens" | "topics">,
): Promise<ScenarioResult> {
  const limit = descriptorLimit();
  const connections = load.connections ?? scenario.defaults.connections;
  const wantedWorkers = scenario.name === ENDPOINT ? 1 : (load.workers ?? scenario.workers?.());
  const workers = workersFor(connections, wantedWorkers, limit);
  if (url === undefined) requireHubCapacity(connections, limit);
  if (url !== undefined && !hasManySources(url.hostname)) requirePorts(connections, portCount());
  given.progress.show("starting");
  const disturbance = await watchMachine();
  const target = await targetOf(scenario, { url, load, endpoint }, connections);
  const hubThreads = load.hubThreads && (await target.readStats())?.threads.length;
  const planned = configOf(scenario, load, { workers, hubThreads });
  const pattern: LoadPattern = {
    ratePerS: planned.rate,
    durationMs: planned.durationS * 1000,
    stages: load.stages ?? scenario.pattern?.stages,
    burst: load.burst ?? scenario.pattern?.burst,
  };
  const described = describePattern(pattern);
  // Another server on this machine cannot be told from other programs.
  const isForeign = url !== undefined && !isOwnServer && isOwnMachine(url.hostname);
  using others = isForeign ? undefined : new OthersWatch(allowedCores());
  const isIdle = scenario.hasOwnHubs === true && url === undefined;
  const usage = isIdle ? undefined : watchUsage(target);
  const usageSeries = () => usage?.series() ?? {};
  try {
    const result = await scenario.run({
      ...given,
      target,
      config: {
        ...planned,
        durationS: lengthMs(pattern) / 1000,
        ...(described !== undefined && { pattern: described }),
      },
      pattern,
      rampPerS: load.rampPerS ?? DEFAULT_RAMP_PER_S,
      cutBy: load.cutBy ?? "client",
      objective: load.objective ?? DEFAULT_OBJECTIVE,
      slowPercent: load.slowPercent ?? DEFAULT_SLOW_PERCENT,
      patienceMs: load.patienceMs ?? DEFAULT_PATIENCE_MS,
      rounds: load.rounds,
      disturbance: () => ({ ...disturbance(), others: others?.use() }),
      usage: usageSeries,
    });
    return { ...result, series: { ...result.series, ...usageSeries() } };
  } finally {
    usage?.stop();
    await target.stop();
  }
}
