/** Bounds and marks of a chart's axes: round numbers, chosen from the data and never by the chart. */

import { formatNumber } from "./figures.ts";

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export interface Axis {
  readonly scale: "linear" | "log";
  readonly title: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly Tick[];
}

type Named = Pick<Axis, "title" | "unit">;

const STEPS = [1, 2, 2.5, 5, 10];
/** Marks of a linear axis, at most, above its first. */
const LINEAR_MARKS = 5;
const TIME_MARKS = 8;
/** No time below a microsecond is worth room, in ms. */
const LEAST_MS = 0.001;

/** From zero to the first round value that holds `largest`. */
export function linearAxis(largest: number, named: Named): Axis {
  const reach = largest > 0 ? largest : 1;
  const step = niceStep(reach / LINEAR_MARKS);
  return axisOf("linear", marksOf(step, Math.ceil(reach / step - 1e-9)), named);
}

/** From zero to `largest` itself, marked at round values: time has no room to spare. */
export function timeAxis(largestS: number, named: Named): Axis {
  const max = largestS > 0 ? largestS : 1;
  const step = niceStep(max / TIME_MARKS);
  const axis = axisOf("linear", marksOf(step, Math.floor(max / step + 1e-9)), named);
  return { ...axis, ticks: withUnit(axis.ticks, named), max };
}

/** Around all values in steps of 1, 2 and 5 to a decade; at least a decade of it. */
export function logAxis(smallest: number, largest: number, named: Named): Axis {
  const most = Math.max(largest, 5 * LEAST_MS);
  const least = Math.min(Math.max(smallest, LEAST_MS), most / 5);
  const decades = [];
  for (let power = floorPower(least); power <= most; power += 1) decades.push(power);
  const values = decades.flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));
  const rounded = [...values, 10 ** (floorPower(most) + 1)].map((value) =>
    Number(value.toPrecision(1)),
  );
  const min = rounded.findLast((value) => value <= least * (1 + 1e-9)) ?? least;
  const max = rounded.find((value) => value >= most * (1 - 1e-9)) ?? most;
  const inside = rounded.filter((value) => value >= min && value <= max);
  // More than three decades of three marks each would crowd.
  const shown = inside.length > 10 ? inside.filter(isPowerOfTen) : inside;
  return { ...axisOf("log", shown, named), min, max };
}

/** From the lowest rate to the highest, so that each doubling has the same room. */
export function rateAxis(smallest: number, largest: number, named: Named): Axis {
  const around = logAxis(smallest, largest, named);
  const min = Math.min(smallest, largest / 2);
  const ticks = around.ticks.filter(({ value }) => value >= min && value <= largest);
  return { ...around, min, max: largest, ticks: withUnit(ticks, named) };
}

/** Of 1/(1-p), up to the share of one observation in `samples`; marked 50 %, 90 %, 99 % … */
export function percentileAxis(samples: number, named: Named): Axis {
  const max = Math.max(10, samples);
  const ticks: Tick[] = max <= 1e6 ? [{ value: 2, label: "50 %" }] : [];
  for (let x = 10; x <= max; x *= 10) ticks.push({ value: x, label: percentLabel(x) });
  return { ...named, scale: "log", min: 1, max, ticks };
}

/** `99.9 %` for 1,000: as many nines as it needs. */
export function percentLabel(x: number): string {
  const decimals = Math.max(0, Math.ceil(Math.log10(x) - 1e-9) - 2);
  return `${(100 - 100 / x).toFixed(decimals)} %`;
}

/** The last mark of an axis at the foot has room for the unit. */
function withUnit(ticks: readonly Tick[], { unit }: Named): Tick[] {
  const last = ticks.at(-1);
  return ticks.map((tick) => (tick === last ? { ...tick, label: `${tick.label} ${unit}` } : tick));
}

function axisOf(scale: Axis["scale"], values: readonly number[], named: Named): Axis {
  const max = values.at(-1) ?? 1;
  // A linear axis counts in one unit throughout; on a logarithmic one each mark has its own.
  const ticks = values.map((value) => ({
    value,
    label: tickLabel(value, scale === "linear" ? max : value),
  }));
  return { ...named, scale, min: values[0] ?? 0, max, ticks };
}

function tickLabel(value: number, size: number): string {
  if (value === 0 || size < 1e4) return formatNumber(value);
  return size < 1e6 ? `${formatNumber(value / 1e3)} k` : `${formatNumber(value / 1e6)} M`;
}

function marksOf(step: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, mark) => Number((mark * step).toPrecision(12)));
}

function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least) + 1e-9);
  const step = STEPS.find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return step * power;
}

function floorPower(value: number): number {
  return Math.floor(Math.log10(value) + 1e-9);
}

function isPowerOfTen(value: number): boolean {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
}
