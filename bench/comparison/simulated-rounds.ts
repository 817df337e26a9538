/**
 * Simulated rounds of two servers on a shared machine, for tests of the statistics, where the truth is known. Both
 * sides of a pair share most disturbances, and now and then one side has a much larger one of its own.
 */

import { randomFrom } from "../stats/random.ts";
import type { Figures, RoundPair } from "./comparison.ts";
import { DELIVERED, type MetricRule } from "./metrics.ts";

export interface Machine {
  /** Standard deviation of a pair's log-ratio, by metric, while the machine is quiet. */
  readonly noiseOf: (metric: string) => number;
  /** Chance that one side of a pair is disturbed, which costs it up to some tens of percent. */
  readonly strikes: number;
  /** Chance that a side's metric cannot be measured in a pair. Default: never. */
  readonly holesOf?: (metric: string) => number;
  /** Chance that a side loses an event in a pair, whichever server it is. Default: never. */
  readonly losses?: number;
}

/** The true factor by which the head is worse, by metric: 1.05 is 5 %. */
export type Truth = (metric: string) => number;

/** Endless, and the same for the same seed. */
export function* simulatedRounds(
  rules: readonly MetricRule[],
  machine: Machine,
  truth: Truth,
  seed: number,
): Generator<RoundPair, never> {
  const random = randomFrom(seed);
  for (;;) {
    // Slow drifts of the machine affect both sides equally, and so not the ratio.
    const shared = 0.5 * Math.abs(normalFrom(random));
    const base = sideOf(rules, machine, () => 1, shared, random);
    const head = sideOf(rules, machine, truth, shared, random);
    yield { base, head };
  }
}

function sideOf(
  rules: readonly MetricRule[],
  { noiseOf, strikes, holesOf = () => 0, losses = 0 }: Machine,
  truth: Truth,
  shared: number,
  random: () => number,
): Figures {
  const own = random() < strikes ? 0.4 * Math.abs(normalFrom(random)) : 0;
  const isStruck = (chance: number) => chance > 0 && random() < chance;
  const figures = rules.flatMap(({ name, better, kind }): [string, number][] => {
    if (kind === "count") return [[name, isStruck(losses) ? 1 : 0]];
    if (isStruck(holesOf(name))) return [];
    const noise = noiseOf(name) * Math.SQRT1_2 * normalFrom(random);
    const worse = Math.log(truth(name)) + noise + shared + own;
    return [[name, 100 * Math.exp(better === "lower" ? worse : -worse)]];
  });
  return Object.fromEntries([...figures, [DELIVERED, 250_000]]);
}

/** Box & Muller (1958). */
function normalFrom(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
