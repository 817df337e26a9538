/** The figures that services track from run to run: those of each scenario of a result, or of a comparison's head. */

import { counted } from "./figures.ts";
import type { Comparison, RoundPair } from "../comparison/comparison.ts";
import type { BenchResult, ScenarioResult } from "../result/result.ts";
import { medianInterval } from "../stats/bootstrap.ts";

export interface TrackedFigure {
  /** What was run, such as `fan-out`, and the target if it is not the bench's own hub. */
  readonly group: string;
  readonly name: string;
  readonly unit: string;
  readonly better: "lower" | "higher";
  readonly value: number;
  /** The bootstrap interval of the rounds' median, if there are several rounds. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** What the figure is based on, in words. */
  readonly detail: string;
}

export function isComparison(outcome: BenchResult | Comparison): outcome is Comparison {
  return "kind" in outcome;
}

/** All figures with a value: one that was not reached cannot be tracked. */
export function trackedFigures(outcome: BenchResult | Comparison): TrackedFigure[] {
  return isComparison(outcome)
    ? figuresOfHead(outcome)
    : outcome.scenarios.flatMap((scenario) => figuresOf(scenario, groupOf(scenario)));
}

/** Distinguishes the scenarios of a result: the name, with target and transport if they are not the usual ones. */
export function groupOf({ name, target, transport }: ScenarioResult): string {
  const parts = [name];
  if (target !== "own hub") parts.push(target);
  if (transport !== "sse") parts.push(transport);
  return parts.join(" ");
}

/** What describes the bench and the machine, not the server. */
const OF_THE_BENCH = /^(?:generator|floor)\./;

function figuresOf({ metrics, valid }: ScenarioResult, group: string): TrackedFigure[] {
  return Object.entries(metrics).flatMap(([name, { value, unit, better, samples }]) => {
    if (value === null || OF_THE_BENCH.test(name)) return [];
    const rests = samples === undefined ? [] : [counted(samples, "sample")];
    const detail = [...rests, ...(valid ? [] : ["invalid run"])].join(", ");
    return [{ group, name, unit, better, value, detail }];
  });
}

function figuresOfHead({ metrics, rounds, head }: Comparison): TrackedFigure[] {
  return metrics.flatMap(({ name, unit, better, head: value, verdict, ratio }) => {
    if (value === null) return [];
    const detail = `${head.name}, ${counted(rounds.length, "round")}: ${verdict}`;
    const figure = { group: "ab", name, unit, better, value, detail };
    const interval = ratio === undefined ? undefined : intervalOf(rounds, name, value);
    return [interval === undefined ? figure : { ...figure, interval }];
  });
}

/** Always includes the metric's value, even if its median is of other rounds. */
function intervalOf(
  rounds: readonly RoundPair[],
  name: string,
  value: number,
): { low: number; high: number } | undefined {
  const values = rounds.flatMap(({ head }) => head[name] ?? []).filter(Number.isFinite);
  const found = values.length > 1 ? medianInterval(values) : undefined;
  if (found === undefined) return undefined;
  return { low: Math.min(found.low, value), high: Math.max(found.high, value) };
}
