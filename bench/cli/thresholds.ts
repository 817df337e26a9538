/** Thresholds of what is not measured are told before anything runs: they would fail it after minutes. Pure. */

import type { Threshold } from "../threshold.ts";
import { didYouMean } from "./read-flags.ts";

/** Notes those whose metric is none of `known`, which is what `who` measures. */
export function requireKnown(
  flag: string,
  thresholds: readonly Threshold[],
  known: readonly string[],
  who: string,
  faults: string[],
): void {
  const names = [...new Set(known)];
  for (const { expression, metric } of thresholds) {
    if (names.includes(metric)) continue;
    const hint = didYouMean(metric, names);
    faults.push(`${flag} is '${expression}': ${who} measures ${names.join(", ")}${hint}`);
  }
}
