/**
 * Simulated rounds of two servers on a shared machine, for tests of the statistics, where the truth is known. Both
 * sides of a pair share most disturbances, and now and then one side has a much larger one of its own.
 */

import { normalFrom, randomFrom } from "../stats/random.ts";
import type { Figures, RoundPair } from "./comparison.ts";
import { DELIVERED, type MetricRule } from "./metrics.ts";

export interface Machine {
  /** Standard deviation of a pair's log-ratio, by metric, while the machine is quiet. */
  readonly noiseOf: (metric: string) => number;
  /** Chance that one side of a pair is disturbed, which costs it up to some tens of percent. */
  readonly strikes: number;
  /** Of a pair's noise with that of the pair before. Default: 0, no correlation. */
  readonly correlation?: number;
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
  const noises = { base: new Noise(machine, random), head: new Noise(machine, random) };
  for (;;) {
    // Slow drifts of the machine affect both sides equally, and so not the ratio.
    const shared = 0.5 * Math.abs(normalFrom(random));
    const base = sideOf(rules, noises.base, () => 1, shared);
    const head = sideOf(rules, noises.head, truth, shared);
    yield { base, head };
  }
}

/** What disturbs one side, pair by pair. */
class Noise {
  readonly #machine: Machine;
  readonly #random: () => number;
  readonly #last = new Map<string, number>();

  constructor(machine: Machine, random: () => number) {
    this.#machine = machine;
    this.#random = random;
  }

  strike(): number {
    const isStruck = this.#random() < this.#machine.strikes;
    return isStruck ? 0.4 * Math.abs(normalFrom(this.#random)) : 0;
  }

  losesEvent(): boolean {
    return this.#happens(this.#machine.losses);
  }

  hides(metric: string): boolean {
    return this.#happens(this.#machine.holesOf?.(metric));
  }

  of(metric: string): number {
    const { noiseOf, correlation = 0 } = this.#machine;
    const own = normalFrom(this.#random);
    const last = this.#last.get(metric) ?? own;
    // Keeps the standard deviation at 1.
    const next = correlation * last + Math.sqrt(1 - correlation ** 2) * own;
    this.#last.set(metric, next);
    return noiseOf(metric) * Math.SQRT1_2 * next;
  }

  #happens(chance = 0): boolean {
    return chance > 0 && this.#random() < chance;
  }
}

function sideOf(rules: readonly MetricRule[], noise: Noise, truth: Truth, shared: number): Figures {
  const own = noise.strike();
  const figures = rules.flatMap(({ name, better, kind }): [string, number][] => {
    if (kind === "count") return [[name, noise.losesEvent() ? 1 : 0]];
    if (noise.hides(name)) return [];
    const worse = Math.log(truth(name)) + noise.of(name) + shared + own;
    return [[name, 100 * Math.exp(better === "lower" ? worse : -worse)]];
  });
  return Object.fromEntries([...figures, [DELIVERED, 250_000]]);
}
