/** Latency histograms as HdrHistogram's percentile distributions, one file each, for its plotters. */

import type { BenchResult } from "../../result/result.ts";
import { LatencyHistogram } from "../../stats/latency.ts";
import { groupOf } from "../tracked.ts";

export interface HgrmFile {
  readonly name: string;
  readonly text: string;
}

/** In the order of the result; an empty histogram has no file. Plotters label a line with its file's name. */
export function hgrmFiles({ scenarios }: BenchResult): HgrmFile[] {
  const taken = new Map<string, number>();
  return scenarios.flatMap((scenario) => {
    const group = groupOf(scenario).replaceAll(/[^\w.-]+/g, "-");
    const before = taken.get(group) ?? 0;
    taken.set(group, before + 1);
    const prefix = before === 0 ? group : `${group}-${before + 1}`;
    return Object.entries(scenario.histograms).flatMap(([name, encoded]) => {
      const histogram = new LatencyHistogram();
      histogram.addEncoded(encoded);
      if (histogram.count === 0) return [];
      return [{ name: `${prefix}.${name}.hgrm`, text: histogram.percentileDistribution() }];
    });
  });
}
