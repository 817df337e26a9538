/**
 * The areas between the percentiles of a latency: where its edges are, stretch by stretch. Pure. Where too few samples
 * left a percentile out, its band has no height, and the next one begins where it would have begun.
 */

import type { ThinnedLine } from "../past/thinning.ts";

export interface Bands {
  /** The middle of each stretch. */
  readonly atMs: readonly number[];
  /** By edge, the lowest first, and then by stretch; `NaN` in a hole. Band n lies between the edges n and n + 1. */
  readonly edges: readonly (readonly number[])[];
}

/** The bands between lines of the same rows, the lowest first: from its smallest values up to the others' largest. */
export function bandsBetween([lowest, ...others]: readonly ThinnedLine[]): Bands {
  const atMs: number[] = [];
  const stretchAt = new Map<number, number>();
  let edge: number[] = [];
  lowest?.visitStretches((middleMs, min) => {
    if (!Number.isNaN(min)) stretchAt.set(middleMs, edge.length);
    atMs.push(middleMs);
    edge.push(min);
  });
  const edges = [edge];
  for (const line of others) {
    const next = [...edge];
    line.visitStretches((middleMs, _, max) => {
      const stretch = stretchAt.get(middleMs);
      if (stretch !== undefined && max > (next[stretch] ?? Number.NaN)) next[stretch] = max;
    });
    edges.push(next);
    edge = next;
  }
  return { atMs, edges };
}
