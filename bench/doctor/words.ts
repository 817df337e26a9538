/** Times and sizes for people, with significant digits only. */

import { formatNumber } from "../report/figures.ts";

/** `12 ms`, `1.5 s`, `2 min`. */
export function inWords(ms: number): string {
  if (ms < 1_000) return `${ms < 10 ? formatNumber(ms) : Math.round(ms)} ms`;
  if (ms < 120_000) return `${formatNumber(ms / 1_000)} s`;
  return `${formatNumber(ms / 60_000)} min`;
}

/** `300 B`, `4 kB`; a kB has 1,024 bytes. */
export function bytesInWords(bytes: number): string {
  return bytes < 1_024 ? `${bytes} B` : `${formatNumber(bytes / 1_024)} kB`;
}
