/**
 * The same load over SSE and over WebSocket, in alternating rounds, to check every claim about the two: latency, bytes,
 * connecting, memory, reconnecting. Each round has a new hub, unless the hub is given: one that has had connections
 * does not show what new ones take.
 */

import { mergedLatency, total } from "../load/clients/reports.ts";
import { worstStrain } from "../load/process-watch.ts";
import { MIN_CONNECTIONS_FOR_MEMORY } from "../load/limits.ts";
import { DEFAULT_WARMUP_S } from "../load/options.ts";
import { caution, type Finding } from "../load/validity.ts";
import { pacerOf } from "../load/pattern.ts";
import { lower, type Metric, type Metrics, type Transport } from "../result/result.ts";
import { startOwnHub } from "../servers/target.ts";
import type { LatencyHistogram } from "../stats/latency.ts";
import { newTopic } from "./clients.ts";
import { accountMetrics, clientMetrics, generatorMetrics, resultOf } from "./result.ts";
import { type CourseRun, runCourse } from "./course.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";

/** Symmetric, so that a machine that slows down favours neither. */
const ROUNDS: readonly Transport[] = ["sse", "ws", "ws", "sse"];

export const transports: Scenario = {
  name: "transports",
  summary: "compares SSE and WebSocket under the same load, in interleaved rounds on equal hubs",
  defaults: {
    connections: 1_000,
    rate: 20,
    durationS: 5,
    sizeBytes: 100,
    warmupS: DEFAULT_WARMUP_S,
  },
  hasOwnHubs: true,
  run: async (context) => {
    const runs: { readonly transport: Transport; readonly run: CourseRun }[] = [];
    for (const transport of ROUNDS) {
      if (context.signal.aborted) break;
      runs.push({ transport, run: await runRound(context, transport) });
    }
    const sumUpOf = (transport: Transport) =>
      sumUp(runs.filter((one) => one.transport === transport).map(({ run }) => run));
    const [sse, ws] = [sumUpOf("sse"), sumUpOf("ws")];
    return resultOf({
      name: "transports",
      context,
      findings: [...runs.flatMap(({ run }) => run.findings), ...checkMemory(context)],
      metrics: {
        ...prefixed("sse", sse.metrics),
        ...prefixed("ws", ws.metrics),
        ...ratios(sse.metrics, ws.metrics),
        ...accounts(runs),
        ...generatorMetrics(worstStrain(runs.map(({ run }) => run.account.strain))),
      },
      histograms: { ...prefixed("sse", sse.histograms), ...prefixed("ws", ws.histograms) },
      events: { "sse.latency": sse.events, "ws.latency": ws.events },
    });
  },
};

async function runRound(context: ScenarioContext, transport: Transport): Promise<CourseRun> {
  if (isGiven(context)) return await measure({ ...context, transport });
  const { connections, hubThreads: threads } = context.config;
  const target = await startOwnHub(connections, { threads });
  try {
    return await measure({ ...context, target, transport });
  } finally {
    await target.stop();
  }
}

function isGiven({ target }: ScenarioContext): boolean {
  return target.restart === undefined;
}

/** The clients are cut when everything is delivered, so that reconnecting blurs neither the latency nor the CPU time. */
function measure(context: ScenarioContext): Promise<CourseRun> {
  const { config, pattern, rampPerS, transport } = context;
  const topics = [newTopic(`transports/${transport}`)];
  return runCourse(context, {
    clients: [{ count: config.connections, topics, rampPerS }],
    loads: [{ pacer: pacerOf(pattern), sizeBytes: config.sizeBytes }],
    sharesServer: isGiven(context),
    async afterwards(steps) {
      steps.cut();
      await steps.untilBack();
    },
  });
}

function checkMemory(context: ScenarioContext): Finding[] {
  if (!isGiven(context) || context.config.connections < MIN_CONNECTIONS_FOR_MEMORY) return [];
  const problem = "memory per connection is unknown: all rounds use the hub at --url";
  return [caution(problem, "leave out --url")];
}

interface Side {
  readonly events: number;
  readonly metrics: Metrics;
  readonly histograms: Readonly<Record<string, LatencyHistogram>>;
}

/** The figures of one transport over its rounds: latencies are merged, and costs are the lower of the two. */
function sumUp(runs: readonly CourseRun[]): Side {
  const latency = mergedLatency(runs.map(({ account }) => account.latency));
  const lost = total(runs.map(({ account }) => account.totals.lost));
  const notBack = total(runs.map(({ account, steps }) => steps.cutOff - account.recovered));
  const connect = mergedLatency(runs.map(({ opened }) => opened.connect));
  const recovery = mergedLatency(runs.map(({ account }) => account.recovery));
  const costs = runs.map(({ opened, server }) => ({ ...clientMetrics(opened), ...server }));
  const bytes = runs
    .filter(({ account }) => account.totals.received > 0)
    .map(({ account }) => account.receivedBytes / account.totals.received);
  return {
    events: total(runs.map(({ published }) => published.lateness.count)),
    metrics: {
      ...latency.metrics("latency", lost),
      ...connect.metrics("connect"),
      ...recovery.metrics("recovery", notBack),
      "wire.bytes_per_event": lower(bytes.length === 0 ? null : Math.min(...bytes), "B"),
      ...least(costs),
    },
    histograms: { latency, connect, recovery },
  };
}

/** The lowest of each cost: noise only adds to it. */
function least(costs: readonly Metrics[]): Metrics {
  const kept: Record<string, Metric> = {};
  for (const [name, metric] of costs.flatMap((one) => Object.entries(one))) {
    const isLess = (metric.value ?? Infinity) < (kept[name]?.value ?? Infinity);
    if (isLess || kept[name] === undefined) kept[name] = metric;
  }
  return kept;
}

function prefixed<Value>(
  prefix: string,
  values: Readonly<Record<string, Value>>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]),
  );
}

/** SSE relative to WebSocket: below 1, SSE is lower. */
function ratios(sse: Metrics, ws: Metrics): Metrics {
  const names = [
    "latency.p50_ms",
    "latency.p99_ms",
    "connect.p50_ms",
    "recovery.p99_ms",
    "wire.bytes_per_event",
    "server.cpu_us_per_delivery",
    "server.rss_kb_per_connection",
  ];
  return Object.fromEntries(
    names.flatMap((name) => {
      const [mine, other] = [sse[name]?.value, ws[name]?.value];
      if (mine == null || other == null || other === 0) return [];
      return [
        [`sse_to_ws.${name.replace(/_(ms|us|kb)(?=$|_)/, "")}`, lower(mine / other, "ratio")],
      ];
    }),
  );
}

function accounts(runs: readonly { readonly run: CourseRun }[]): Metrics {
  const totals = { received: 0, lost: 0, duplicated: 0, outOfOrder: 0 };
  let elapsedMs = 0;
  for (const { run } of runs) {
    for (const name of ["received", "lost", "duplicated", "outOfOrder"] as const) {
      totals[name] += run.account.totals[name];
    }
    elapsedMs += run.elapsedMs;
  }
  return accountMetrics({ totals }, elapsedMs);
}
