/**
 * A load that grows by the same share every second, and the rate at which it became too much. Pure.
 *
 * A search by steps answers one of its steps, and two servers 5 % apart may well share it. Along a ramp
 * the answer has no steps; that it is late by the time in which the delay builds up is alike for both.
 */

import type { Pacer } from "../load/pacer.ts";

export interface Ramp {
  readonly fromPerS: number;
  readonly toPerS: number;
  readonly durationMs: number;
}

/** The growth a millisecond, as an exponent. */
function growthOf({ fromPerS, toPerS, durationMs }: Ramp): number {
  return Math.log(toPerS / fromPerS) / durationMs;
}

export function rateAt(ramp: Ramp, elapsedMs: number): number {
  return ramp.fromPerS * Math.exp(growthOf(ramp) * elapsedMs);
}

/** @throws {RangeError} when the ramp does not go up from above 0 */
export function rampPacer(ramp: Ramp): Pacer {
  const { fromPerS, toPerS, durationMs } = ramp;
  if (!(fromPerS > 0 && toPerS > fromPerS && durationMs > 0)) {
    throw new RangeError(
      `Cannot pace from ${fromPerS} to ${toPerS} a second: expected more, above 0`,
    );
  }
  const growth = growthOf(ramp);
  const perMs = fromPerS / 1000;
  // Number n is due when the area under the rate, perMs (e^(growth t) - 1) / growth, has come to n.
  const count = Math.floor((perMs * Math.expm1(growth * durationMs)) / growth);
  return {
    count,
    dueMs: (index) => (index < count ? Math.log1p((index * growth) / perMs) / growth : undefined),
  };
}

/** How late deliveries were about that time of the ramp. */
export interface Reading {
  readonly atMs: number;
  readonly latencyMs: number;
}

/**
 * When the latency rose over the limit for good, in ms: between the last reading under it and the next, on
 * a straight line of its logarithm. `undefined` when it did not, or had done so before the first reading.
 */
export function crossedAtMs(readings: readonly Reading[], limitMs: number): number | undefined {
  const last = readings.findLastIndex(({ latencyMs }) => latencyMs < limitMs);
  const [under, over] = [readings[last], readings[last + 1]];
  if (under === undefined || over === undefined) return undefined;
  const [from, to] = [Math.log(under.latencyMs), Math.log(over.latencyMs)];
  return under.atMs + ((Math.log(limitMs) - from) / (to - from)) * (over.atMs - under.atMs);
}
