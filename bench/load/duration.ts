/** Times as people write them. */

import { BenchError } from "../bench-error.ts";

const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600 } as const;

/** In seconds, or with a unit: `90`, `"90s"`, `"10m"`, `"250ms"`. */
export type Duration = number | `${number}${keyof typeof SECONDS}`;

/** @throws {BenchError} when it is none */
export function secondsOf(duration: Duration): number {
  const [, digits = "", unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(String(duration)) ?? [];
  const seconds = digits === "" ? Number.NaN : Number(digits) * (isUnit(unit) ? SECONDS[unit] : 1);
  if (Number.isFinite(seconds)) return seconds;
  throw new BenchError(
    `A time is ${JSON.stringify(duration)}: expected 90, "90s", "10m" or "250ms"`,
  );
}

function isUnit(text: string): text is keyof typeof SECONDS {
  return text in SECONDS;
}
