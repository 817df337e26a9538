/** Axes for figures that lie close together, and for things that are counted from one. */

import type { Axis, Tick } from "./axes.ts";
import { formatNumber } from "./figures.ts";

type Named = Pick<Axis, "title" | "unit">;

const MARKS = 4;
const COUNT_MARKS = 12;
const STEPS = [1, 2, 2.5, 5, 10];
/** Of the value, where there is but one. */
const LEAST_SPAN = 0.02;

/** From the first round value below all to the first above: it does not begin at zero. */
export function aroundAxis(smallest: number, largest: number, named: Named): Axis {
  const size = Math.max(Math.abs(smallest), Math.abs(largest)) || 1 / LEAST_SPAN;
  const step = roundStep(Math.max(largest - smallest, size * LEAST_SPAN) / MARKS);
  const [first, last] = [Math.floor(smallest / step + 1e-9), Math.ceil(largest / step - 1e-9)];
  const marks = Array.from({ length: Math.max(1, last - first) + 1 }, (_, mark) => first + mark);
  const ticks = marks.map((mark): Tick => {
    const value = Number((mark * step).toPrecision(12));
    return { value, label: labelOf(value, step) };
  });
  const [min, max] = [ticks[0]?.value ?? smallest, ticks.at(-1)?.value ?? largest];
  return { ...named, scale: "linear", min, max, ticks };
}

/** 1, 2, 3 … with room beside the first and the last. */
export function countAxis(count: number, named: Named): Axis {
  const step = Math.max(1, roundStep(count / COUNT_MARKS));
  const ticks = Array.from({ length: count }, (_, index) => index + 1)
    .filter((place) => place === 1 || place % Math.ceil(step) === 0)
    .map((value) => ({ value, label: formatNumber(value) }));
  return { ...named, scale: "linear", min: 0.5, max: count + 0.5, ticks };
}

/** As many digits as tell neighbours apart. */
function labelOf(value: number, step: number): string {
  const decimals = Math.max(
    0,
    Math.min(6, -Math.floor(Math.log10(step) + 1e-9) + (isHalf(step) ? 1 : 0)),
  );
  return value.toLocaleString("en", { maximumFractionDigits: decimals });
}

function isHalf(step: number): boolean {
  return Math.abs(step / 10 ** Math.floor(Math.log10(step) + 1e-9) - 2.5) < 1e-6;
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least) + 1e-9);
  const step = STEPS.find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return step * power;
}
