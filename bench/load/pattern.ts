/** How the command line spreads a load over time, and the pacer for it. */

import { burstPacer, constantPacer, type Pacer, type Stage, stagesPacer } from "./pacer.ts";

/** `10s:1000,30s:5000,10s:0`: times, each with the rate to reach by then. `undefined` for any other text. */
export function readStages(text: string): readonly Stage[] | undefined {
  const stages = text.split(",").map((part) => {
    const [, seconds, rate] = /^\s*(\d+(?:\.\d+)?)s:(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    return { durationMs: Number(seconds) * 1000, ratePerS: Number(rate) };
  });
  const isRead = stages.every(({ durationMs, ratePerS }) => durationMs > 0 && ratePerS >= 0);
  return isRead && stages.some(({ ratePerS }) => ratePerS > 0) ? stages : undefined;
}

export interface LoadPattern {
  readonly ratePerS: number;
  readonly durationMs: number;
  /** Rates to ramp through; they replace rate and duration. */
  readonly stages: readonly Stage[] | undefined;
  /** How many events to publish at once, at the given rate. */
  readonly burst: number | undefined;
}

export function pacerOf({ ratePerS, durationMs, stages, burst }: LoadPattern): Pacer {
  if (stages !== undefined) return stagesPacer(stages);
  if (burst !== undefined) return burstPacer(burst, (burst / ratePerS) * 1000, durationMs);
  return constantPacer(ratePerS, durationMs);
}

/** The pattern in one word, so that results of different patterns are not compared; `undefined` for a steady rate. */
export function describePattern({ stages, burst }: LoadPattern): string | undefined {
  if (stages !== undefined) {
    return stages.map(({ durationMs, ratePerS }) => `${durationMs / 1000}s:${ratePerS}`).join(",");
  }
  return burst === undefined ? undefined : `burst:${burst}`;
}

/** The length of the whole pattern, in ms. */
export function lengthMs({ durationMs, stages }: LoadPattern): number {
  return stages?.reduce((sum, stage) => sum + stage.durationMs, 0) ?? durationMs;
}
