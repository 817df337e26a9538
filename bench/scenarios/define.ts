/**
 * Defines a scenario: who subscribes to what, what is published, what happens meanwhile, and what must hold. The
 * built-in scenarios use it too.
 */

import { BenchError } from "../bench-error.ts";
import { type Duration, secondsOf } from "../load/duration.ts";
import { DEFAULT_WARMUP_S, type LoadOptions } from "../load/options.ts";
import { burstPacer, constantPacer, type Stage, stagesPacer } from "../load/pacer.ts";
import { lengthMs, type LoadPattern, pacerOf } from "../load/pattern.ts";
import { MIN_PAYLOAD_BYTES } from "../load/payload.ts";
import { higher, lower, type Metrics } from "../result/result.ts";
import type { LatencyHistogram } from "../stats/latency.ts";
import { readThreshold, type Threshold } from "../threshold.ts";
import { mostOf } from "../load/clients/stages.ts";
import type { OfEach } from "./clients.ts";
import {
  type ClientsPlan,
  type Course,
  type CourseRun,
  type LoadPlan,
  runCourse,
} from "./course.ts";
import { clientMetrics, deliveryMetrics, generatorMetrics, resultOf } from "./result.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";
import type { Steps } from "./steps.ts";

/** A number, and how long it takes to reach it linearly. */
export interface StageSpec {
  readonly over: Duration;
  readonly to: number;
}

export type Topics = string | readonly string[];

export interface ClientsSpec {
  readonly count?: number;
  /**
   * One or more topics, for all clients or for client number `client`, from 0. Default: `own`, a topic that only
   * this run uses.
   */
  readonly topics?: Topics | ((client: number, own: string) => Topics);
  /** In addition to the headers of every request. Default: none. */
  readonly headers?: OfEach<Readonly<Record<string, string>>>;
  /** Arrivals per second. Default: `--ramp`. */
  readonly arrivals?: number;
  /** How many clients there are over time, instead of `count`: they come and go while events are published. */
  readonly stages?: readonly StageSpec[];
}

export interface LoadSpec {
  /** With several loads, the prefix of its latency metrics. Default: `load1`, `load2`, … */
  readonly name?: string;
  /** The topic of all its events, or of event number `event`, from 0. Default: each of the clients' topics in turn. */
  readonly topic?: string | ((event: number) => string);
  /** Events per second. */
  readonly rate?: number;
  /** Rates to ramp through, instead of `rate`. */
  readonly stages?: readonly StageSpec[];
  /** Publishes this many events at once, `rate` times per second. */
  readonly burst?: number;
  /** Size of an event's data in bytes. Default: 100. */
  readonly size?: number;
  /** Default: the scenario's duration. */
  readonly duration?: Duration;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ScenarioSpec {
  /** Lower case, digits and dashes. */
  readonly name: string;
  readonly summary?: string;
  readonly clients: ClientsSpec | readonly ClientsSpec[];
  readonly loads: LoadSpec | readonly LoadSpec[];
  /** How long to publish. Default: 10 s. */
  readonly duration?: Duration;
  /** Runs alongside the loads. */
  readonly steps?: (steps: Steps, context: ScenarioContext) => Promise<void> | void;
  /** Written as for `--threshold`: `latency.p99_ms<50`. */
  readonly thresholds?: readonly string[];
  /** Flags of the hub that the bench starts. */
  readonly hub?: readonly string[] | ((load: LoadOptions) => readonly string[]);
  /** Additional figures; one with a usual name replaces the usual figure. */
  readonly metrics?: (run: CourseRun, context: ScenarioContext) => Metrics;
}

const DEFAULT_DURATION_S = 10;
const DEFAULT_SIZE = 100;
/** Flags that only make sense with a single group of clients. */
const OF_ONE_GROUP = ["connections", "topicsFile"] as const;
const OF_ONE_LOAD = ["rate", "sizeBytes", "stages", "burst"] as const;
const MADE = new WeakSet<object>();
const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/**
 * Creates a scenario from its description.
 * @throws {BenchError} if the description is invalid, with all its faults
 */
export function scenario(spec: ScenarioSpec): Scenario {
  const clients = [spec.clients].flat();
  const loads = [spec.loads].flat();
  const [group, load] = [only(clients), only(loads)];
  const thresholds = thresholdsOf(spec);
  const faults = [
    ...faultsOfName(spec),
    ...clients.flatMap(faultsOfClients),
    ...loads.flatMap(faultsOfLoad),
    ...thresholds.faults,
  ];
  if (clients.length === 0) faults.push("clients is empty: expected at least one group");
  if (loads.length === 0) faults.push("loads is empty: expected at least one");
  if (faults.length > 0) {
    throw new BenchError([`The scenario '${spec.name}' cannot be run:`, ...faults].join("\n  "));
  }
  const durationS = spec.duration === undefined ? DEFAULT_DURATION_S : secondsOf(spec.duration);
  const lengthOfAll = Math.max(...loads.map((one) => lengthS(one, durationS)));
  const loadLatencies = loads.length === 1 ? [] : loads.map(latencyName);
  // Clients that follow stages come after the warm-up: it needs others.
  const canWarmUp = clients.some(({ stages }) => stages === undefined);
  const made: Scenario = {
    name: spec.name,
    summary: spec.summary ?? "",
    defaults: {
      connections: clients.reduce((sum, one) => sum + countOf(one), 0),
      rate: load === undefined ? meanRate(loads, lengthOfAll) : (load.rate ?? 0),
      durationS: lengthOfAll,
      sizeBytes: loads[0]?.size ?? DEFAULT_SIZE,
      ...(canWarmUp && { warmupS: DEFAULT_WARMUP_S }),
    },
    pattern: { stages: load?.stages && stagesOf(load.stages), burst: load?.burst },
    // Flags that would contradict the description.
    fixed: [
      ...(group === undefined ? OF_ONE_GROUP : []),
      ...(group?.stages === undefined ? [] : OF_ONE_GROUP),
      ...(load === undefined ? OF_ONE_LOAD : []),
      ...(canWarmUp ? [] : (["warmupS"] as const)),
      ...(loads.some(hasOwnLength) ? (["durationS"] as const) : []),
    ],
    thresholds: thresholds.read,
    ownMeasures: spec.metrics === undefined ? loadLatencies : undefined,
    hubFlags: (asked) => (typeof spec.hub === "function" ? spec.hub(asked) : (spec.hub ?? [])),
    async run(context) {
      const course = courseOf(spec, clients, loads, context);
      const run = await runCourse(context, course);
      return resultOf({
        name: spec.name,
        context,
        findings: run.findings,
        metrics: { ...usualMetrics(run, loads), ...spec.metrics?.(run, context) },
        histograms: histogramsOf(run, loads),
        series: run.series,
        events: eventsOf(run, loads),
      });
    },
  };
  MADE.add(made);
  return made;
}

/** Whether a module's export was created by `scenario()`. */
export function isScenario(value: unknown): value is Scenario {
  return typeof value === "object" && value !== null && MADE.has(value);
}

/** With one group or one load, the command line may change its size. */
function courseOf(
  { name, steps }: ScenarioSpec,
  clients: readonly ClientsSpec[],
  loads: readonly LoadSpec[],
  context: ScenarioContext,
): Course {
  const { config, pattern, rampPerS, topics } = context;
  const isOneGroup = clients.length === 1;
  const ownTopic = `bench/${name}/${crypto.randomUUID().slice(0, 8)}`;
  const plans = clients.map((spec): ClientsPlan => ({
    count: isOneGroup && spec.stages === undefined ? config.connections : countOf(spec),
    topics: topics === undefined ? topicsOf(spec, ownTopic) : inTurn(topics),
    headers: spec.headers,
    rampPerS: spec.arrivals ?? rampPerS,
    stages: spec.stages?.map(({ over, to }) => ({
      durationMs: secondsOf(over) * 1000,
      clients: to,
    })),
  }));
  return {
    clients: plans,
    loads: loads.map((spec): LoadPlan => {
      const { topic, headers } = spec;
      return {
        topicOf: typeof topic === "string" ? () => topic : topic,
        headers,
        pacer: loads.length === 1 ? pacerOf(pattern) : pacerOfSpec(spec, config.durationS),
        sizeBytes: loads.length === 1 ? config.sizeBytes : (spec.size ?? DEFAULT_SIZE),
      };
    }),
    steps: steps && ((own) => steps(own, context)),
  };
}

function topicsOf({ topics }: ClientsSpec, ownTopic: string): OfEach<readonly string[]> {
  if (typeof topics === "function") return (client) => [topics(client, ownTopic)].flat();
  return [topics ?? ownTopic].flat();
}

function inTurn(topics: readonly (readonly string[])[]): OfEach<readonly string[]> {
  return (client) => topics[client % topics.length] ?? [];
}

function pacerOfSpec({ rate = 0, stages, burst, duration }: LoadSpec, durationS: number) {
  const durationMs = (duration === undefined ? durationS : secondsOf(duration)) * 1000;
  if (stages !== undefined) return stagesPacer(stagesOf(stages));
  if (burst !== undefined) return burstPacer(burst, (burst / rate) * 1000, durationMs);
  return constantPacer(rate, durationMs);
}

function stagesOf(stages: readonly StageSpec[]): Stage[] {
  return stages.map(({ over, to }) => ({ durationMs: secondsOf(over) * 1000, ratePerS: to }));
}

/** Whether it has a length other than the scenario's duration. */
function hasOwnLength({ stages, duration }: LoadSpec): boolean {
  return stages !== undefined || duration !== undefined;
}

function lengthS({ stages, duration, rate = 0 }: LoadSpec, durationS: number): number {
  const own = duration === undefined ? durationS : secondsOf(duration);
  const pattern: LoadPattern = {
    ratePerS: rate,
    durationMs: own * 1000,
    stages: stages && stagesOf(stages),
    burst: undefined,
  };
  return lengthMs(pattern) / 1000;
}

function meanRate(loads: readonly LoadSpec[], durationS: number): number {
  const events = loads.reduce((sum, one) => sum + pacerOfSpec(one, durationS).count, 0);
  return events / durationS;
}

function countOf({ count = 0, stages }: ClientsSpec): number {
  return stages === undefined
    ? count
    : mostOf(stages.map(({ to }) => ({ durationMs: 0, clients: to })));
}

function usualMetrics(run: CourseRun, loads: readonly LoadSpec[]): Metrics {
  const { account, opened, published, elapsedMs, server, steps } = run;
  return {
    ...deliveryMetrics(account, elapsedMs),
    ...Object.assign(
      {},
      ...latenciesOf(run, loads).map(([name, of, lost]) => of.metrics(name, lost)),
    ),
    ...published.ack.metrics("publish"),
    ...connectOf(run).metrics("connect"),
    ...(steps.cutOff > 0 && recoveryMetrics(run)),
    ...(steps.churned > 0 && { churned: higher(account.connect.count - opened.open, "clients") }),
    ...((steps.cutOff > 0 || steps.churned > 0) && { gaps: lower(account.gaps, "gaps") }),
    connections_lost: lower(account.connectionsLost, "connections"),
    reconnects: lower(account.reconnects, "connections"),
    ...clientMetrics(opened),
    ...generatorMetrics(account.strain),
    ...server,
  };
}

/** Includes clients that arrived later, if there were any. */
function connectOf({ opened, account, steps }: CourseRun): LatencyHistogram {
  return opened.open === 0 || steps.churned > 0 ? account.connect : opened.connect;
}

function recoveryMetrics({ account, opened, steps }: CourseRun): Metrics {
  const cutOff = opened.open > 0 ? opened.open : steps.cutOff;
  return {
    recovered_ratio: higher(account.recovered / cutOff, "ratio", cutOff),
    ...account.recovery.metrics("recovery", cutOff - account.recovered),
  };
}

function histogramsOf(run: CourseRun, loads: readonly LoadSpec[]) {
  const { account, published, steps } = run;
  return {
    latency: account.latency,
    ...Object.fromEntries(latenciesOf(run, loads).map(([name, latency]) => [name, latency])),
    publish: published.ack,
    connect: connectOf(run),
    ...(steps.cutOff > 0 && { recovery: account.recovery }),
  };
}

/** One for each load, if there are several. */
function latenciesOf({ account }: CourseRun, loads: readonly LoadSpec[]) {
  return account.loadLatencies.map(
    (latency, index) =>
      [latencyName(loads[index], index), latency, account.loadLost[index] ?? 0] as const,
  );
}

/** The timed events, by the name of their latencies. */
function eventsOf({ published, loads: outcomes }: CourseRun, loads: readonly LoadSpec[]) {
  const own = outcomes.map(
    ({ lateness }, index) => [latencyName(loads[index], index), lateness.count] as const,
  );
  return { latency: published.lateness.count, ...Object.fromEntries(own) };
}

function latencyName(load: LoadSpec | undefined, index: number): string {
  return `${load?.name ?? `load${index + 1}`}.latency`;
}

function only<Item>(items: readonly Item[]): Item | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function thresholdsOf({ thresholds = [] }: ScenarioSpec) {
  const read: Threshold[] = [];
  const faults: string[] = [];
  for (const expression of thresholds) {
    const threshold = readThreshold(expression);
    if (threshold !== undefined) read.push(threshold);
    else
      faults.push(
        `thresholds has '${expression}': expected a metric and its limit, such as 'latency.p99_ms<50'`,
      );
  }
  return { read, faults };
}

function faultsOfName({ name }: ScenarioSpec): string[] {
  return NAME.test(name) ? [] : [`name is '${name}': expected lower case, digits and dashes`];
}

function faultsOfClients({ count, stages, arrivals }: ClientsSpec): string[] {
  const faults: string[] = [];
  if (stages === undefined && !isWhole(count)) {
    faults.push(`clients has a count of ${count}: expected a whole number from 1, or stages`);
  }
  for (const { to } of stages ?? []) {
    if (!isWhole(to, 0)) faults.push(`a stage of clients goes to ${to}: expected a whole number`);
  }
  if (arrivals !== undefined && !(arrivals > 0)) {
    faults.push(`clients has ${arrivals} arrivals per second: expected more than 0`);
  }
  return faults;
}

function faultsOfLoad({ rate, stages, burst, size = DEFAULT_SIZE }: LoadSpec): string[] {
  const faults: string[] = [];
  if (stages === undefined && !(rate !== undefined && rate > 0)) {
    faults.push(`a load has a rate of ${rate}: expected more than 0, or stages`);
  }
  if (stages?.every(({ to }) => to === 0) === true) faults.push("a load's stages publish nothing");
  if (burst !== undefined && !isWhole(burst)) {
    faults.push(`a load has a burst of ${burst}: expected a whole number from 1`);
  }
  if (!isWhole(size, MIN_PAYLOAD_BYTES)) {
    faults.push(`a load has a size of ${size}: expected a whole number from ${MIN_PAYLOAD_BYTES}`);
  }
  return faults;
}

function isWhole(value: number | undefined, least = 1): boolean {
  return value !== undefined && Number.isInteger(value) && value >= least;
}
