/**
 * What comparing a server with itself gave on this machine, kept in a file: the smallest difference that a
 * comparison with the same load can show. An entry is valid only for its processor, its Bun and its load.
 */

import type { ComparisonConfig, Figures, RoundPair } from "../comparison/comparison.ts";
import { MachineFile } from "../floor/machine-file.ts";
import type { Environment } from "../result/result.ts";
import { medianOf, pairedRatios } from "../stats/bootstrap.ts";

export const NOISE_FLOOR_FILE = ".streamgauge/noise-floor.json";
export const NOISE_FLOOR_VERSION = 1;

export type CalibratedLoad = Pick<
  ComparisonConfig,
  "connections" | "rate" | "durationS" | "sizeBytes" | "workers" | "hubThreads"
>;

export interface NoiseFloor {
  readonly measuredAt: string;
  readonly cpu: string;
  readonly cpus: number;
  readonly bun: string;
  readonly load: CalibratedLoad;
  readonly pairs: number;
  /** Half the width of the ratio's interval, by metric: 0.02 is ±2 %. */
  readonly halfWidths: Figures;
  /** Half of all pairs were this close to their median, by metric. */
  readonly spreads: Figures;
}

const FILE = new MachineFile<NoiseFloor>("noise-floor", NOISE_FLOOR_VERSION);

/** The half widths for this machine and load; empty if it was not calibrated. */
export function readNoiseFloors(
  file: string,
  environment: Environment,
  load: CalibratedLoad,
): Promise<NoiseFloor | undefined> {
  return FILE.find(file, environment, load);
}

/** Adds it, replacing an older one for the same machine and load. */
export function storeNoiseFloor(file: string, floor: NoiseFloor): Promise<void> {
  return FILE.store(file, floor);
}

/** How far the pairs of one metric were from their median. */
export function spreadOf(rounds: readonly RoundPair[], name: string): number | undefined {
  const ratios = pairedRatios(
    rounds.map(({ head }) => head[name]),
    rounds.map(({ base }) => base[name]),
  );
  if (ratios.length === 0) return undefined;
  const median = medianOf(ratios);
  return medianOf(ratios.map((ratio) => Math.abs(ratio / median - 1)));
}
