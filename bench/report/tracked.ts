/** The figures that services track from run to run: of a result each scenario's, of a comparison the head's. */

import { counted } from "./figures.ts";
import type { Comparison, RoundPair } from "../comparison/comparison.ts";
import type { BenchResult, ScenarioResult } from "../result/result.ts";
import { medianInterval } from "../stats/bootstrap.ts";

export interface TrackedFigure {
  /** What was run: `fan-out`, and who was measured where that is not the own hub. */
  readonly group: string;
  readonly name: string;
  readonly unit: string;
  readonly better: "lower" | "higher";
  readonly value: number;
  /** The bootstrap interval of the median of the rounds, where there are several. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** In words: what the figure rests on. */
  readonly detail: string;
}

export function isComparison(outcome: BenchResult | Comparison): outcome is Comparison {
  return "kind" in outcome;
}

/** All that have a value: one that was not reached cannot be tracked. */
export function trackedFigures(outcome: BenchResult | Comparison): TrackedFigure[] {
  return isComparison(outcome)
    ? figuresOfHead(outcome)
    : outcome.scenarios.flatMap((scenario) => figuresOf(scenario, groupOf(scenario)));
}

/** Tells scenarios of one result apart: the name, and target and transport where they are not the usual. */
export function groupOf({ name, target, transport }: ScenarioResult): string {
  const parts = [name];
  if (target !== "own hub") parts.push(target);
  if (transport !== "sse") parts.push(transport);
  return parts.join(" ");
}

function figuresOf({ metrics, valid }: ScenarioResult, group: string): TrackedFigure[] {
  return Object.entries(metrics).flatMap(([name, { value, unit, better, samples }]) => {
    if (value === null) return [];
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

/** Around the value that the metric has, also where its median is of other rounds. */
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
