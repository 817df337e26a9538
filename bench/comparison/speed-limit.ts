/**
 * Whose speed was measured at full speed: the server's if it was busy all the time, and otherwise that of whatever it
 * waited for, such as the bench. Pure.
 */

import { medianOf } from "../stats/bootstrap.ts";
import type { Figures, RoundPair } from "./comparison.ts";

/** The metric that is in question. */
export const SPEED = "deliveries_per_second";
/** How many cores the server had work for; below `SATURATED_SHARE`, the server may be faster than measured. */
export const SHARE_METRIC = "saturated.server_cpu_share";
export const SATURATED_SHARE = 0.85;
/** How many cores were used at full speed, and by whom. */
export const SHARES = {
  [SHARE_METRIC]: "server",
  "saturated.client_cpu_share": "clients",
  "saturated.publisher_cpu_share": "publishers",
} as const;
export const SHARE_METRICS: readonly string[] = Object.keys(SHARES);

/** Cores in use by the server, and by clients and publishers together. */
export interface SpeedShares {
  readonly server: number;
  readonly bench: number;
}

/** With less than this share of what the base gave it to do, the bench waited for the head. */
const AS_BUSY = 0.95;

/**
 * Whether both rates are the bench's own speed: neither server had work for a whole core, and the head kept the bench
 * as busy as the base did. A head that lets the bench wait is slower by itself, even if it uses no core: it may wait
 * for a disk or a lock. False if it is unknown.
 */
export function isBenchSpeed(base: SpeedShares | undefined, head: SpeedShares | undefined) {
  if (base === undefined || head === undefined) return false;
  const areIdle = Math.max(base.server, head.server) < SATURATED_SHARE;
  return areIdle && head.bench >= AS_BUSY * base.bench;
}

/** `undefined` if one of them is unknown, as of a server that the bench did not start. */
export function speedSharesIn(figures: Figures): SpeedShares | undefined {
  const [server, clients, publishers] = SHARE_METRICS.map((name) => figures[name]);
  if (server === undefined || clients === undefined || publishers === undefined) return undefined;
  return { server, bench: clients + publishers };
}

/** The medians over the rounds that have them. */
export function speedShares(
  rounds: readonly RoundPair[],
  side: keyof RoundPair,
): SpeedShares | undefined {
  const known = rounds.flatMap((round) => speedSharesIn(round[side]) ?? []);
  if (known.length === 0) return undefined;
  return {
    server: medianOf(known.map(({ server }) => server)),
    bench: medianOf(known.map(({ bench }) => bench)),
  };
}
