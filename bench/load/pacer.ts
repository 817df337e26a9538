/**
 * When events are due: a pure function of their index, which makes the load open-loop. A late event is timed
 * from when it was due, whatever the server or the machine did in the meantime.
 */

export interface Pacer {
  /** When number `index` (from 0) is due, in ms from the start; `undefined` when there are no more. */
  dueMs(index: number): number | undefined;
  /** How many there are in total. */
  readonly count: number;
}

/**
 * `ratePerS` a second, evenly, for `durationMs`; number 0 is due at once.
 * @throws {RangeError} if the rate is not above 0
 */
export function constantPacer(ratePerS: number, durationMs: number): Pacer {
  requirePositive(ratePerS);
  return evenly(ratePerS, Math.floor((ratePerS * durationMs) / 1000));
}

/**
 * `count` events at `ratePerS` a second, evenly.
 * @throws {RangeError} if the rate is not above 0
 */
export function countedPacer(ratePerS: number, count: number): Pacer {
  requirePositive(ratePerS);
  return evenly(ratePerS, count);
}

/** One leg of a load: the rate changes linearly to `ratePerS` over `durationMs`. */
export interface Stage {
  readonly durationMs: number;
  readonly ratePerS: number;
}

/** Runs through the stages in order, starting at a rate of 0. */
export function stagesPacer(stages: readonly Stage[]): Pacer {
  const legs = legsOf(stages);
  const total = legs.reduce((sum, leg) => sum + leg.count, 0);
  const count = Math.floor(total + ROUNDING);
  return {
    count,
    dueMs: (index) => (index < count ? dueWithin(legs, index) : undefined),
  };
}

/** `size` events at once, repeated every `everyMs`, for `durationMs`. */
export function burstPacer(size: number, everyMs: number, durationMs: number): Pacer {
  requirePositive(size / everyMs);
  const count = size * Math.ceil(durationMs / everyMs);
  return {
    count,
    dueMs: (index) => (index < count ? Math.floor(index / size) * everyMs : undefined),
  };
}

/** Ahead of `pacer`, its first `warmupMs` once more. */
export function warmedUp(pacer: Pacer, warmupMs: number): Pacer {
  let before = 0;
  while ((pacer.dueMs(before) ?? Infinity) < warmupMs) before += 1;
  const dueMs = (index: number) => {
    if (index < before) return pacer.dueMs(index);
    const restMs = pacer.dueMs(index - before);
    return restMs === undefined ? undefined : warmupMs + restMs;
  };
  return { count: before + pacer.count, dueMs };
}

/** Sums of fractions may fall just short of a whole number. */
const ROUNDING = 1e-9;

interface Leg extends Stage {
  readonly fromRatePerS: number;
  /** How many are due in this leg; a fraction carries over to the next. */
  readonly count: number;
}

function legsOf(stages: readonly Stage[]): Leg[] {
  return stages.map((stage, index) => {
    const fromRatePerS = stages[index - 1]?.ratePerS ?? 0;
    const count = ((fromRatePerS + stage.ratePerS) / 2) * (stage.durationMs / 1000);
    return { ...stage, fromRatePerS, count };
  });
}

/** When number `index` is due: the time at which the area under the rate reaches it. */
function dueWithin(legs: readonly Leg[], index: number): number {
  let startMs = 0;
  let before = 0;
  for (const leg of legs) {
    if (index < before + leg.count || leg === legs.at(-1)) {
      return startMs + timeWithin(leg, index - before) * 1000;
    }
    startMs += leg.durationMs;
    before += leg.count;
  }
  return startMs;
}

/** Seconds into a leg until `area` events are due. Solves from·t + slope·t²/2 = area in a form that works for a flat leg too. */
function timeWithin({ fromRatePerS, ratePerS, durationMs }: Leg, area: number): number {
  const slope = (ratePerS - fromRatePerS) / (durationMs / 1000);
  const root = Math.sqrt(Math.max(0, fromRatePerS ** 2 + 2 * slope * area));
  const sum = fromRatePerS + root;
  return sum === 0 ? 0 : (2 * area) / sum;
}

function evenly(ratePerS: number, count: number): Pacer {
  return {
    count,
    dueMs: (index) => (index < count ? (index * 1000) / ratePerS : undefined),
  };
}

function requirePositive(ratePerS: number): void {
  if (!(ratePerS > 0))
    throw new RangeError(`Cannot pace ${ratePerS} a second: expected more than 0`);
}
