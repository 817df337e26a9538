/**
 * The same load on the same hub over SSE and over WebSocket, in turn and back again, for every claim
 * that is made of the two: latency, bytes, connecting, memory, reconnection.
 */

import { pause, untilReached } from "../load/until.ts";
import type { WorkerPool } from "../load/worker-pool.ts";
import { lower, type Metric, type Metrics, type Transport } from "../result.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import {
  accountMetrics,
  checkRun,
  clientMetrics,
  type LoadRun,
  newTopic,
  resultOf,
  runLoad,
} from "./parts.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";

/** There and back, so that a machine that slows down favours neither. */
const ROUNDS: readonly Transport[] = ["sse", "ws", "ws", "sse"];
const GIVE_UP_MS = 30_000;

export const transports: Scenario = {
  name: "transports",
  summary: "SSE and WebSocket on the same hub with the same load, rounds interleaved",
  defaults: { connections: 1_000, rate: 20, durationS: 5, sizeBytes: 100 },
  run: async (context) => {
    const runs: { readonly transport: Transport; readonly run: LoadRun }[] = [];
    for (const transport of ROUNDS) {
      if (context.signal.aborted) break;
      runs.push({ transport, run: await runRound({ ...context, transport }) });
    }
    const sides = (["sse", "ws"] as const).map((transport) =>
      sumUp(runs.filter((one) => one.transport === transport).map(({ run }) => run)),
    );
    const [sse, ws] = sides;
    return resultOf({
      name: "transports",
      context,
      findings: runs.flatMap(({ run }) => checkRun(run, context)),
      metrics: {
        ...prefixed("sse", sse),
        ...prefixed("ws", ws),
        ...ratios(sse, ws),
        ...accounts(runs),
      },
      histograms: {},
    });
  },
};

/** The clients are cut when the events are through, so that the reconnection does not blur the latency. */
function runRound(context: ScenarioContext): Promise<LoadRun> {
  const { config, signal } = context;
  return runLoad(context, newTopic(`transports/${context.transport}`), async (pool: WorkerPool) => {
    await pause(config.durationS * 1000 + 500, signal);
    if (signal.aborted) return;
    const { open } = pool.progress;
    pool.cut();
    await untilReached(() => pool.progress.recovered, open, GIVE_UP_MS, signal);
  });
}

/** The figures of one transport over its rounds: times merged, costs the lower of the two. */
function sumUp(runs: readonly LoadRun[]): Metrics {
  const merged = (read: (run: LoadRun) => LatencyHistogram) => {
    const all = new LatencyHistogram();
    for (const run of runs) all.add(read(run));
    return all;
  };
  const costs = runs.map(({ opened, server }) => ({ ...clientMetrics(opened), ...server }));
  const bytes = runs
    .filter(({ account }) => account.totals.received > 0)
    .map(({ account }) => account.receivedBytes / account.totals.received);
  return {
    ...merged(({ account }) => account.latency).metrics("latency"),
    ...merged(({ opened }) => opened.connect).metrics("connect"),
    ...merged(({ account }) => account.recovery).metrics("recovery"),
    "wire.bytes_per_event": lower(bytes.length === 0 ? null : Math.min(...bytes), "B"),
    ...least(costs),
  };
}

function least(costs: readonly Metrics[]): Metrics {
  const least: Record<string, Metric> = {};
  for (const [name, metric] of costs.flatMap((one) => Object.entries(one))) {
    const known = least[name];
    if (known === undefined || (metric.value ?? Infinity) < (known.value ?? Infinity))
      least[name] = metric;
  }
  return least;
}

function prefixed(prefix: string, metrics: Metrics = {}): Metrics {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, metric]) => [`${prefix}.${name}`, metric]),
  );
}

/** SSE beside WebSocket: below 1 it is the lower of the two. */
function ratios(sse: Metrics = {}, ws: Metrics = {}): Metrics {
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

function accounts(runs: readonly { readonly run: LoadRun }[]): Metrics {
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
