/** Durations as people write them. */

import { readSeconds } from "#flags";
import { BenchError } from "../bench-error.ts";

/** In seconds, or with a unit: `90`, `"90s"`, `"10m"`, `"250ms"`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h"}`;

/** @throws {BenchError} for anything else */
export function secondsOf(duration: Duration): number {
  const seconds = readSeconds(String(duration));
  if (Number.isFinite(seconds)) return seconds;
  throw new BenchError(
    `A duration is ${JSON.stringify(duration)}: expected a time such as 90, "90s", "10m" or "250ms"`,
  );
}
