/** What rounds with different numbers of threads tell: the figures of each number, and their ratio to one thread's. Pure. */

import { SATURATED_SHARE, SHARE_METRIC, SHARES } from "../comparison/speed-limit.ts";
import { mergedLatency } from "../load/clients/reports.ts";
import { caution, type Finding } from "../load/validity.ts";
import { counted, formatNumber } from "../report/figures.ts";
import { lower, type Metric, type Metrics } from "../result/result.ts";
import type { CalmOutcome } from "../rounds/calm.ts";
import { FIGURES, type FigureName } from "../rounds/figures.ts";
import { mergedFindings, partFindings } from "../rounds/findings.ts";
import type { SaturatedOutcome } from "../rounds/saturated.ts";
import { medianInterval, medianOf, pairedRatios } from "../stats/bootstrap.ts";
import type { LedgerTotals } from "../stats/ledger.ts";
import type { LatencyHistogram } from "../stats/latency.ts";

/** Powers of two, so that the names of the metrics are the same on every machine. */
export const THREAD_COUNTS: readonly number[] = [1, 2, 4, 8, 16, 32, 64];

/** The figures that are medians over the rounds; the latencies are those of all rounds together. */
export const THREAD_FIGURES = [
  "server.cpu_us_per_delivery",
  "deliveries_per_second",
  "saturated.cpu_us_per_delivery",
] as const satisfies readonly FigureName[];

/** The ratios to one thread, by their figure. */
export const THREAD_RATIOS = {
  "latency.p50_ms": "latency_p50_ratio",
  "latency.p99_ms": "latency_p99_ratio",
  "server.cpu_us_per_delivery": "cpu_per_delivery_ratio",
  deliveries_per_second: "speedup_ratio",
  "saturated.cpu_us_per_delivery": "saturated_cpu_per_delivery_ratio",
} as const satisfies Partial<Record<FigureName, string>>;

/** One round of one number of threads. */
export interface ThreadRound {
  /** From 1. */
  readonly round: number;
  readonly calm: Pick<CalmOutcome, "figures" | "totals" | "findings" | "latency" | "published">;
  readonly saturated: Pick<SaturatedOutcome, "figures" | "totals" | "findings" | "shares">;
}

/** By number of threads; some may have a round less if the run was interrupted. */
export type ThreadRounds = ReadonlyMap<number, readonly ThreadRound[]>;

export function threadMetrics(all: ThreadRounds): Metrics {
  const one = all.get(1) ?? [];
  const metrics: Record<string, Metric> = {};
  for (const [threads, rounds] of all) {
    if (rounds.length === 0) continue;
    Object.assign(metrics, ownMetrics(`threads_${threads}`, rounds));
    if (threads > 1) Object.assign(metrics, ratioMetrics(`threads_${threads}_to_1`, rounds, one));
  }
  return metrics;
}

function ownMetrics(prefix: string, rounds: readonly ThreadRound[]): Metrics {
  const lost = rounds.reduce((sum, { calm }) => sum + calm.totals.lost, 0);
  const figures = FIGURES.filter(({ name }) => THREAD_FIGURES.some((one) => one === name));
  return {
    ...latencyOf(rounds).metrics(`${prefix}.latency`, lost),
    ...Object.fromEntries(
      figures.flatMap(({ name, unit, better }) => {
        const values = figuresOf(rounds, name).filter((value) => value !== undefined);
        if (values.length === 0) return [];
        const metric: Metric = { value: medianOf(values), unit, better, samples: values.length };
        return [[`${prefix}.${name}`, metric] as const];
      }),
    ),
    ...Object.fromEntries(
      Object.entries(SHARES).flatMap(([name, who]) => {
        const shares = rounds.flatMap(({ saturated }) => saturated.shares[who] ?? []);
        if (shares.length === 0) return [];
        return [[`${prefix}.${name}`, lower(medianOf(shares), "cores", shares.length)]];
      }),
    ),
  };
}

/** Round by round, so that a disturbance of a round leaves the ratio alone. */
function ratioMetrics(
  prefix: string,
  rounds: readonly ThreadRound[],
  one: readonly ThreadRound[],
): Metrics {
  return Object.fromEntries(
    FIGURES.flatMap(({ name, better }) => {
      const ratio = Object.entries(THREAD_RATIOS).find(([figure]) => figure === name)?.[1];
      if (ratio === undefined) return [];
      const found = medianInterval(pairedRatios(figuresOf(rounds, name), figuresOf(one, name)));
      if (found === undefined) return [];
      const { median, low, high, count: samples } = found;
      const named = (end: string, value: number): [string, Metric] => [
        `${prefix}.${ratio}${end}`,
        { value, unit: "×", better, samples },
      ];
      // One round has no interval.
      if (samples === 1) return [named("", median)];
      return [named("", median), named(".low", low), named(".high", high)];
    }),
  );
}

function figuresOf(rounds: readonly ThreadRound[], name: FigureName): (number | undefined)[] {
  return rounds.map(({ calm, saturated }) => calm.figures[name] ?? saturated.figures[name]);
}

export function latencyOf(rounds: readonly ThreadRound[]): LatencyHistogram {
  return mergedLatency(rounds.map(({ calm }) => calm.latency));
}

/** Of everything that was delivered, in all rounds and both of their parts. */
export function totalsOf(all: ThreadRounds): LedgerTotals {
  const totals = { received: 0, lost: 0, duplicated: 0, outOfOrder: 0 };
  for (const { calm, saturated } of [...all.values()].flat()) {
    for (const part of [calm.totals, saturated.totals]) {
      totals.received += part.received;
      totals.lost += part.lost;
      totals.duplicated += part.duplicated;
      totals.outOfOrder += part.outOfOrder;
    }
  }
  return totals;
}

export function threadFindings(all: ThreadRounds): Finding[] {
  const own = [...all].flatMap(([threads, rounds]) =>
    mergedFindings(rounds.map((one) => ({ round: one.round, findings: partFindings(one) }))).map(
      ({ isInvalid, warning }) => ({
        isInvalid,
        warning: `${counted(threads, "thread")}: ${warning}`,
      }),
    ),
  );
  return [...own, ...checkLimits(all)];
}

/** Whose speed the deliveries per second are: the hub's only if all of its threads were busy. */
function checkLimits(all: ThreadRounds): Finding[] {
  const idle = [...all].flatMap(([threads, rounds]) => {
    const shares = rounds.flatMap(({ saturated }) => saturated.shares[SHARES[SHARE_METRIC]] ?? []);
    if (shares.length === 0 || medianOf(shares) >= SATURATED_SHARE * threads) return [];
    return [`${formatNumber(medianOf(shares))} cores with ${counted(threads, "thread")}`];
  });
  if (idle.length === 0) return [];
  return [
    caution(
      `saturated, the hub used only ${idle.join(", ")}: clients, publishers or the disk limited the rate, and the hub may reach more`,
      "use a machine with more cores, or add --workers",
    ),
  ];
}
