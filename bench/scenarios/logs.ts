/** What durability costs a publisher: each SQLite log is compared with the log in memory, round by round. */

import { BenchError } from "../bench-error.ts";
import { higher, lower, type Metric, type Metrics } from "../result/result.ts";
import { medianInterval, medianOf, pairedRatios } from "../stats/bootstrap.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import {
  type LogKind,
  type LogRound,
  type LogRounds,
  MEMORY_LOG,
  runLogRounds,
  SQLITE_LOGS,
} from "./log-rounds.ts";
import { accountMetrics, resultOf } from "./result.ts";
import type { Scenario } from "./scenario.ts";
import type { Finding } from "../load/validity.ts";

export const logs: Scenario = {
  name: "logs",
  summary:
    "measures publishes per second with the log in memory, and in SQLite at each --durability",
  defaults: { connections: 0, rate: 0, durationS: 3, sizeBytes: 100 },
  hasOwnHubs: true,
  run: async (context) => {
    if (context.target.restart === undefined) {
      throw new BenchError(
        "The scenario 'logs' only works with hubs that the bench starts: run it without --url",
      );
    }
    const rounds = await runLogRounds(context);
    return resultOf({
      name: "logs",
      context,
      findings: [...rounds].flatMap(([kind, own]) => findingsOf(kind, own)),
      metrics: logMetrics(rounds, context.config.connections > 0),
      histograms: Object.fromEntries(
        [...rounds].map(([{ name }, own]) => [`${name}.publish`, acksOf(own)]),
      ),
    });
  },
};

/** Metrics that need subscribers are left out if there are none. */
export function logMetrics(rounds: LogRounds, hasSubscribers: boolean): Metrics {
  const metrics: Record<string, Metric> = {};
  for (const [kind, own] of rounds) Object.assign(metrics, kindMetrics(kind, own));
  for (const kind of SQLITE_LOGS) Object.assign(metrics, ratioMetrics(kind, rounds));
  if (hasSubscribers) Object.assign(metrics, accountOf([...rounds.values()].flat()));
  return metrics;
}

function kindMetrics({ name }: LogKind, rounds: readonly LogRound[]): Metrics {
  if (rounds.length === 0) return {};
  const cpu = rounds.map(({ cpuUsPerPublish }) => cpuUsPerPublish).filter((us) => us !== undefined);
  const perSecond = medianOf(rounds.map((round) => round.perSecond));
  return {
    [`${name}.requests_per_second`]: higher(perSecond, "/s", rounds.length),
    ...acksOf(rounds).metrics(`${name}.publish`),
    ...(cpu.length > 0 && {
      [`${name}.server.cpu_us_per_publish`]: lower(medianOf(cpu), "µs", cpu.length),
    }),
  };
}

/** Requests per second, relative to the log in memory in the same round; one round has no interval. */
function ratioMetrics(kind: LogKind, rounds: LogRounds): Metrics {
  const perSecond = (of: LogKind) => (rounds.get(of) ?? []).map((round) => round.perSecond);
  const ratio = medianInterval(pairedRatios(perSecond(kind), perSecond(MEMORY_LOG)));
  if (ratio === undefined) return {};
  const name = `ratio.${kind.name}.requests_per_second`;
  return {
    [name]: higher(ratio.median, "×", ratio.count),
    ...(ratio.count > 1 && {
      [`${name}.low`]: higher(ratio.low, "×", ratio.count),
      [`${name}.high`]: higher(ratio.high, "×", ratio.count),
    }),
  };
}

function accountOf(rounds: readonly LogRound[]): Metrics {
  const sum = (read: (round: LogRound) => number) =>
    rounds.map(read).reduce((all, one) => all + one, 0);
  const totals = {
    received: sum((round) => round.totals.received),
    lost: sum((round) => round.totals.lost),
    duplicated: sum((round) => round.totals.duplicated),
    outOfOrder: sum((round) => round.totals.outOfOrder),
  };
  return accountMetrics(
    { totals },
    sum(({ elapsedMs }) => elapsedMs),
  );
}

function acksOf(rounds: readonly LogRound[]): LatencyHistogram {
  const all = new LatencyHistogram();
  for (const { ack } of rounds) all.add(ack);
  return all;
}

/** Each finding once per log, with the figures of its first round. */
function findingsOf({ name }: LogKind, rounds: readonly LogRound[]): Finding[] {
  const first = rounds.find(({ findings }) => findings.length > 0);
  return (first?.findings ?? []).map(({ isInvalid, warning }) => ({
    isInvalid,
    warning: `${name}: ${warning}`,
  }));
}
