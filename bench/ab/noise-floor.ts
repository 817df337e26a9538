/**
 * What comparing a server with itself gave on this machine, kept in a file: the smallest difference that a
 * comparison with the same load can show. An entry is valid only for its processor, its Bun and its load.
 */

import type { ComparisonConfig, Figures, RoundPair } from "../comparison/comparison.ts";
import { BenchError } from "../bench-error.ts";
import { writeText } from "../report/write-text.ts";
import type { Environment } from "../result/result.ts";
import { medianOf, pairedRatios } from "../stats/bootstrap.ts";

export const NOISE_FLOOR_FILE = ".streamgauge/noise-floor.json";
export const NOISE_FLOOR_VERSION = 1;

export type CalibratedLoad = Pick<
  ComparisonConfig,
  "connections" | "rate" | "durationS" | "sizeBytes" | "workers"
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

interface NoiseFile {
  readonly schemaVersion: typeof NOISE_FLOOR_VERSION;
  readonly floors: readonly NoiseFloor[];
}

/** The half widths for this machine and load; empty if it was not calibrated. */
export async function readNoiseFloors(
  file: string,
  environment: Environment,
  load: CalibratedLoad,
): Promise<NoiseFloor | undefined> {
  return (await readFloors(file)).find((floor) => isFor(floor, environment, load));
}

/** Adds it, replacing an older one for the same machine and load. */
export async function storeNoiseFloor(file: string, floor: NoiseFloor): Promise<void> {
  const others = (await readFloors(file)).filter((other) => !isFor(other, floor, floor.load));
  const stored: NoiseFile = { schemaVersion: NOISE_FLOOR_VERSION, floors: [...others, floor] };
  await writeText(file, `${JSON.stringify(stored, null, 2)}\n`);
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

function isFor(
  floor: NoiseFloor,
  { cpu, cpus, bun }: Pick<Environment, "cpu" | "cpus" | "bun">,
  load: CalibratedLoad,
): boolean {
  const isHere = floor.cpu === cpu && floor.cpus === cpus && floor.bun === bun;
  return isHere && Bun.deepEquals(floor.load, load);
}

async function readFloors(name: string): Promise<readonly NoiseFloor[]> {
  const file = Bun.file(name);
  if (!(await file.exists())) return [];
  const stored: unknown = await file.json().catch(() => undefined);
  if (isNoiseFile(stored)) return stored.floors;
  throw new BenchError(
    `${name} is not a noise-floor file of version ${NOISE_FLOOR_VERSION}: delete it, or name another with --file`,
  );
}

/** The version guarantees the shape of the floors. */
function isNoiseFile(value: unknown): value is NoiseFile {
  return (
    typeof value === "object" &&
    value !== null &&
    "schemaVersion" in value &&
    value.schemaVersion === NOISE_FLOOR_VERSION &&
    "floors" in value &&
    Array.isArray(value.floors)
  );
}
