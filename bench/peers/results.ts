/** Turns rounds into results: medians, and the ratio of each figure to this hub's, paired by round. Pure. */

import {
  lower,
  type Metric,
  type Metrics,
  type ScenarioResult,
  type Series,
} from "../result/result.ts";
import { SHARES } from "../comparison/speed-limit.ts";
import type { Finding } from "../load/validity.ts";
import { medianInterval, medianOf, pairedRatios } from "../stats/bootstrap.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import type { CalmOutcome } from "../rounds/calm.ts";
import { FIGURES, type Figure, type FigureName } from "../rounds/figures.ts";
import { mergedFindings, partFindings, type RoundFindings } from "../rounds/findings.ts";
import type { RoundLoad } from "../rounds/load.ts";
import type { SaturatedOutcome } from "../rounds/saturated.ts";
import type { Peer } from "../servers/server.ts";

/** The name of every peer's result; its target says which peer it is. */
export const PEERS = "peers";
/** The peer that the others are compared with. */
export const BASE_NAME = "hub";
/** One round of one peer: both parts. */
export interface PeerRound {
  readonly round: number;
  readonly calm: CalmOutcome;
  readonly saturated: SaturatedOutcome;
  /** What disturbed both parts. */
  readonly machine: readonly Finding[];
}

/** A peer's complete rounds, or why there are none. */
export interface PeerRecord {
  readonly peer: Pick<Peer, "name" | "about" | "transport">;
  readonly rounds: PeerRound[];
  unavailable?: string;
}

export function peerResults(
  records: readonly PeerRecord[],
  load: RoundLoad,
  isPartial: boolean,
): ScenarioResult[] {
  const base = records.find(({ peer }) => peer.name === BASE_NAME);
  const { rampPerS: _, ...config } = load;
  return records.map((record) => {
    const findings = mergedFindings(record.rounds.map(findingsOf));
    return {
      name: PEERS,
      target: record.peer.name,
      transport: record.peer.transport ?? "sse",
      valid: !findings.some(({ isInvalid }) => isInvalid),
      partial: isPartial,
      config,
      warnings: [...whyMissing(record), ...findings.map(({ warning }) => warning)],
      metrics: record.rounds.length === 0 ? {} : metricsOf(record.rounds, base?.rounds ?? []),
      histograms: record.rounds.length === 0 ? {} : { latency: mergedLatency(record.rounds) },
      series: seriesOf(record.rounds),
    };
  });
}

function whyMissing({ unavailable, rounds }: PeerRecord): string[] {
  if (unavailable !== undefined && rounds.length === 0) return [`not measured: ${unavailable}`];
  if (unavailable !== undefined) return [`not measured in every round: ${unavailable}`];
  return rounds.length === 0 ? ["not measured: interrupted before a round was complete"] : [];
}

function metricsOf(own: readonly PeerRound[], base: readonly PeerRound[]): Metrics {
  return {
    ...accountOf(own),
    ...Object.fromEntries(FIGURES.flatMap((figure) => figureMetrics(figure, own, base))),
    ...shareMetrics(own),
  };
}

/** The figures round by round, in the form that `compare` takes. */
function seriesOf(rounds: readonly PeerRound[]): Record<string, Series> {
  const all = FIGURES.map(({ name }): [string, Series] => [
    name,
    { stepMs: 0, values: rounds.map((round) => figureOf(round, name) ?? null) },
  ]);
  return Object.fromEntries(all.filter(([, { values }]) => values.some((value) => value !== null)));
}

/** The account of both parts and all rounds. */
function accountOf(rounds: readonly PeerRound[]): Metrics {
  const totals = rounds.flatMap(({ calm, saturated }) => [calm.totals, saturated.totals]);
  const sum = (read: (one: (typeof totals)[number]) => number) =>
    totals.map(read).reduce((all, one) => all + one, 0);
  const [received, lost] = [sum((one) => one.received), sum((one) => one.lost)];
  const expected = received + lost;
  return {
    delivered_ratio: {
      value: expected === 0 ? null : received / expected,
      unit: "ratio",
      better: "higher",
      samples: expected,
    },
    lost: { value: lost, unit: "events", better: "lower" },
    duplicated: { value: sum((one) => one.duplicated), unit: "events", better: "lower" },
  };
}

function figureMetrics(
  { name, unit, better }: Figure,
  own: readonly PeerRound[],
  base: readonly PeerRound[],
): [string, Metric][] {
  const values = own.map((round) => figureOf(round, name)).filter((value) => value !== undefined);
  if (values.length === 0) return [];
  const metric = (value: number, of: string, samples: number): Metric => ({
    value,
    unit: of,
    better,
    samples,
  });
  const found: [string, Metric][] = [[name, metric(medianOf(values), unit, values.length)]];
  const ratio = own === base ? undefined : medianInterval(ratiosOf(name, own, base));
  if (ratio !== undefined) found.push([`ratio.${name}`, metric(ratio.median, "×", ratio.count)]);
  // One round has no interval.
  if (ratio !== undefined && ratio.count > 1) {
    found.push(
      [`ratio.${name}.low`, metric(ratio.low, "×", ratio.count)],
      [`ratio.${name}.high`, metric(ratio.high, "×", ratio.count)],
    );
  }
  return found;
}

function ratiosOf(
  name: FigureName,
  own: readonly PeerRound[],
  base: readonly PeerRound[],
): number[] {
  const pairs = own.map(({ round }) => base.find((other) => other.round === round));
  return pairedRatios(
    own.map((round) => figureOf(round, name)),
    pairs.map((round) => round && figureOf(round, name)),
  );
}

function figureOf({ calm, saturated }: PeerRound, name: FigureName): number | undefined {
  return calm.figures[name] ?? saturated.figures[name];
}

/** What limited the rate while saturated, and how certain that is. */
function shareMetrics(rounds: readonly PeerRound[]): Metrics {
  return Object.fromEntries(
    Object.entries(SHARES).flatMap(([name, who]) => {
      const shares = rounds
        .map(({ saturated }) => saturated.shares[who])
        .filter((share) => share !== undefined);
      if (shares.length === 0) return [];
      return [[name, lower(medianOf(shares), "cores", shares.length)]];
    }),
  );
}

function mergedLatency(rounds: readonly PeerRound[]): string {
  const merged = new LatencyHistogram();
  for (const { calm } of rounds) merged.add(calm.latency);
  return merged.encode();
}

function findingsOf({ round, calm, saturated, machine }: PeerRound): RoundFindings {
  return { round, findings: [...partFindings({ calm, saturated }), ...machine] };
}
