/** Latency histograms as HdrHistogram's percentile distributions, which its plotters read: a file each. */

import type { BenchResult } from "../../result/result.ts";
import { LatencyHistogram } from "../../stats/latency.ts";
import { groupOf } from "../tracked.ts";

export interface HgrmFile {
  readonly name: string;
  readonly text: string;
}

/** In the order of the result; a histogram of nothing has no file. Plotters show a file's name beside its line. */
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
