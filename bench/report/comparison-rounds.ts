/** The rounds of a comparison as a table of ratios, and as pairs: what the interval of a metric rests on. */

import type { MetricVerdict, RoundPair } from "../comparison/comparison.ts";

export interface RoundTable {
  /** Names of the metrics. */
  readonly head: readonly string[];
  /** The round's number, then a ratio a metric: `1.121`; a dash where a side has no figure. */
  readonly rows: readonly (readonly string[])[];
}

export interface PairedFigures {
  /** From 1. */
  readonly round: number;
  readonly base: number | null;
  readonly head: number | null;
}

/** Of the metrics that are judged by ratio. */
export function roundLines(
  rounds: readonly RoundPair[],
  metrics: readonly MetricVerdict[],
): RoundTable {
  const names = metrics.filter(({ ratio }) => ratio !== undefined).map(({ name }) => name);
  if (names.length === 0) return { head: [], rows: [] };
  return {
    head: names,
    rows: rounds.map((round, index) => [
      String(index + 1),
      ...names.map((name) => ratioText(round.base[name], round.head[name])),
    ]),
  };
}

export function pairsOf(rounds: readonly RoundPair[], name: string): PairedFigures[] {
  return rounds.map(({ base, head }, index) => ({
    round: index + 1,
    base: base[name] ?? null,
    head: head[name] ?? null,
  }));
}

function ratioText(base: number | undefined, head: number | undefined): string {
  if (base === undefined || head === undefined || base <= 0) return "–";
  return (head / base).toFixed(3);
}
