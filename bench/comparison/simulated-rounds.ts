/**
 * Rounds of two servers as a shared machine disturbs them, for tests of the statistics: the truth is known
 * here. After `../shared/facts.md`: both sides of a pair share most of a disturbance, and now and then a
 * side has one of its own that is larger by far.
 */

import { randomFrom } from "../stats/random.ts";
import type { Figures, RoundPair } from "./comparison.ts";
import { DELIVERED, type MetricRule } from "./metrics.ts";

export interface Machine {
  /** Standard deviation of the log-ratio of a pair, by metric, in a quiet moment. */
  readonly noiseOf: (metric: string) => number;
  /** Chance that one side of a pair is struck by something, which costs it up to some tens of percent. */
  readonly strikes: number;
}

/** How many times worse the head truly is, by metric: 1.05 is 5 %. */
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
    // Slow drifts of the machine: they strike both sides alike, and so the ratio not at all.
    const shared = 0.5 * Math.abs(normalFrom(random));
    const base = sideOf(rules, machine, () => 1, shared, random);
    const head = sideOf(rules, machine, truth, shared, random);
    yield { base, head };
  }
}

function sideOf(
  rules: readonly MetricRule[],
  { noiseOf, strikes }: Machine,
  truth: Truth,
  shared: number,
  random: () => number,
): Figures {
  const own = random() < strikes ? 0.4 * Math.abs(normalFrom(random)) : 0;
  const figures = rules.map(({ name, better, kind }): [string, number] => {
    if (kind === "count") return [name, 0];
    const noise = noiseOf(name) * Math.SQRT1_2 * normalFrom(random);
    const worse = Math.log(truth(name)) + noise + shared + own;
    return [name, 100 * Math.exp(better === "lower" ? worse : -worse)];
  });
  return Object.fromEntries([...figures, [DELIVERED, 250_000]]);
}

/** Box & Muller (1958). */
function normalFrom(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
