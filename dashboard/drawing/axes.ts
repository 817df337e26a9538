/** An axis as data: bounds, and marks with their labels, chosen from the data and not by the chart. */

import {
  type Bounds,
  decadeMarks,
  LEAST_MS,
  logTicks,
  multiplesOf,
  roundStep,
  tickLabel,
} from "./ticks.ts";

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export interface Axis extends Bounds {
  readonly scale: "linear" | "log";
  readonly title: string;
  readonly unit: string;
  readonly ticks: readonly Tick[];
  /** `count`: whole numbers only. `percentile`: values are 1/(1-p). Default: any number. */
  readonly kind?: "count" | "percentile";
}

type Named = Pick<Axis, "title" | "unit">;

/** Most marks of a linear axis above its first. */
const LINEAR_MARKS = 5;
const TIME_MARKS = 8;
const AROUND_MARKS = 4;
const COUNT_MARKS = 12;
/** Span around a single value, as a share of it. */
const LEAST_SPAN = 0.02;

/** From zero to the first round value not below `largest`. */
export function linearAxis(largest: number, named: Named): Axis {
  const reach = largest > 0 ? largest : 1;
  const step = roundStep(reach / LINEAR_MARKS);
  return linearOf(multiplesOf(step, 0, Math.ceil(reach / step - 1e-9)), named);
}

/** From the first round value below all to the first above; it need not start at zero. */
export function aroundAxis(smallest: number, largest: number, named: Named): Axis {
  const size = Math.max(Math.abs(smallest), Math.abs(largest)) || 1 / LEAST_SPAN;
  const step = roundStep(Math.max(largest - smallest, size * LEAST_SPAN) / AROUND_MARKS);
  const [first, last] = [Math.floor(smallest / step + 1e-9), Math.ceil(largest / step - 1e-9)];
  const marks = multiplesOf(step, first, Math.max(last, first + 1));
  // Close neighbours differ only in their last digits, so labels keep all of them.
  return { ...linearOf(marks, named), ticks: marks.map((value) => tickOf(value, 0)) };
}

/** From zero to exactly `largest`, with marks at round values, so that no width is wasted. */
export function timeAxis(largestS: number, named: Named): Axis {
  const max = largestS > 0 ? largestS : 1;
  const ticks = ticksBetween({ scale: "linear", min: 0, max }, TIME_MARKS);
  return { ...named, scale: "linear", min: 0, max, ticks: withUnit(ticks, named) };
}

/** Around all values in steps of 1, 2 and 5 per decade; at least half a decade. */
export function logAxis(smallest: number, largest: number, named: Named): Axis {
  const most = Math.max(largest, 5 * LEAST_MS);
  const least = Math.min(Math.max(smallest, LEAST_MS), most / 5);
  const marks = decadeMarks(least, most, [1, 2, 5]);
  const min = marks.findLast((value) => value <= least * (1 + 1e-9)) ?? least;
  const max = marks.find((value) => value >= most * (1 - 1e-9)) ?? most;
  return { ...named, scale: "log", min, max, ticks: ticksBetween({ scale: "log", min, max }) };
}

/** From the lowest rate to the highest; each doubling has the same width. */
export function rateAxis(smallest: number, largest: number, named: Named): Axis {
  const around = logAxis(smallest, largest, named);
  const min = Math.min(smallest, largest / 2);
  const ticks = around.ticks.filter(({ value }) => value >= min && value <= largest);
  return { ...around, min, max: largest, ticks: withUnit(ticks, named) };
}

/** Of 1/(1-p), up to one observation in `samples`; marked 50 %, 90 %, 99 % … */
export function percentileAxis(samples: number, named: Named): Axis {
  const max = Math.max(10, samples);
  const ticks: Tick[] = max <= 1e6 ? [{ value: 2, label: "50 %" }] : [];
  for (let x = 10; x <= max; x *= 10) ticks.push({ value: x, label: percentLabel(x) });
  return { ...named, scale: "log", kind: "percentile", min: 1, max, ticks };
}

/** `99.9 %` for 1,000, with as many nines as needed. */
export function percentLabel(x: number): string {
  const decimals = Math.max(0, Math.ceil(Math.log10(x) - 1e-9) - 2);
  return `${(100 - 100 / x).toFixed(decimals)} %`;
}

/** 1, 2, 3 … with room beside the first and the last. */
export function countAxis(count: number, named: Named): Axis {
  const step = Math.ceil(Math.max(1, roundStep(count / COUNT_MARKS)));
  const marks = multiplesOf(1, 1, count).filter((place) => place === 1 || place % step === 0);
  const ticks = marks.map((value) => tickOf(value, 0));
  return { ...named, scale: "linear", kind: "count", min: 0.5, max: count + 0.5, ticks };
}

/** Round values between two bounds; on a linear scale at most `LINEAR_MARKS`. */
export function ticksBetween(
  { scale, min, max, kind }: Pick<Axis, "scale" | "min" | "max" | "kind">,
  most = LINEAR_MARKS,
): Tick[] {
  // On a logarithmic axis each mark has its own unit.
  if (scale === "log") return logTicks({ min, max }).map((value) => tickOf(value, value));
  const least = (max - min) / most;
  const step = kind === "count" ? Math.ceil(Math.max(1, roundStep(least))) : roundStep(least);
  const [first, last] = [Math.ceil(min / step - 1e-9), Math.floor(max / step + 1e-9)];
  return multiplesOf(step, first, last).map((value) => tickOf(value, max));
}

/** Adds the unit to the last mark of a horizontal axis, which has room for it. */
function withUnit(ticks: readonly Tick[], { unit }: Named): Tick[] {
  const last = ticks.at(-1);
  return ticks.map((tick) => (tick === last ? { ...tick, label: `${tick.label} ${unit}` } : tick));
}

function linearOf(marks: readonly number[], named: Named): Axis {
  const [min = 0, max = 1] = [marks[0], marks.at(-1)];
  return { ...named, scale: "linear", min, max, ticks: marks.map((value) => tickOf(value, max)) };
}

function tickOf(value: number, size: number): Tick {
  return { value, label: tickLabel(value, size) };
}
