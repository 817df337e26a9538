/**
 * Intervals on a scale: better is left of zero and worse is right of it, whichever way the metric counts. For
 * terminals and code blocks they are drawn here, with characters of equal width; `forest-svg.tsx` draws them for pages.
 */

import type { MetricVerdict, RatioEstimate } from "../../comparison/comparison.ts";
import { MARKS } from "../comparison-words.ts";

export interface Interval {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/**
 * How much worse, as the logarithm of the ratio; below 0 is better. This way a change and its reversal are equally far
 * from zero, and the allowed range is the same for times and for rates.
 */
export type Harm = Interval;

const WIDTH = 49;
const MIDDLE = (WIDTH - 1) / 2;
/** The widest scale, in multiples of what is allowed. An interval beyond it is cut, with an arrow. */
const WIDEST = 4;
/** A scale needs a width even if nothing is allowed. */
const LEAST_ALLOWED = 0.01;
/** Where a scale of ratios may have its marks, and the smallest and largest ratio that it may end at. */
const TIMES = [1.2, 1.5, 2, 3, 5, 10, 30, 100];
const [LEAST_TIMES, MOST_TIMES] = [1.3, 130];
/** A mark beyond this share of the scale would overlap the words at its end. */
const OUTERMOST = 0.72;

/** A figure's direction, and its ratio to the other side's if known; one pair has no interval. */
export interface Changed {
  readonly better: "lower" | "higher";
  readonly ratio?: Pick<RatioEstimate, keyof Interval>;
  /** A limit of its own. */
  readonly allowed?: number;
}

/**
 * For a metric where higher is better, lower is worse. `undefined` without an interval, and for a metric with a limit of
 * its own, which is not drawn beside the others'.
 */
export function harmOf({ ratio, better, allowed }: Changed): Harm | undefined {
  if (ratio === undefined || allowed !== undefined) return undefined;
  if (ratio.low === null || ratio.high === null) return undefined;
  const [low, median, high] = [Math.log(ratio.low), Math.log(ratio.median), Math.log(ratio.high)];
  return better === "lower"
    ? { low, median, high }
    : { low: 0 - high, median: 0 - median, high: 0 - low };
}

export interface ForestScale {
  /** How far the scale reaches to either side of zero. */
  readonly reach: number;
  /** The label at zero. */
  readonly middle: string;
  readonly marks: readonly { readonly at: number; readonly label: string }[];
}

/** Reaches twice what is allowed to either side, or up to four times if the intervals need it. */
export function allowedScale(harms: readonly Harm[], maxRegression: number): ForestScale {
  const allowed = Math.log1p(maxRegression);
  const step = Math.max(allowed, Math.log1p(LEAST_ALLOWED));
  const label = `${Number((maxRegression * 100).toPrecision(3))} %`;
  return {
    reach: step * Math.min(WIDEST, Math.max(2, Math.ceil(widest(harms) / step))),
    middle: "0",
    marks: allowed > 0 ? [-allowed, allowed].map((at) => ({ at, label })) : [],
  };
}

/** Fits all intervals and has its marks at a round ratio; for figures that differ by large factors. */
export function timesScale(harms: readonly Harm[], middle: string): ForestScale {
  const most = Math.min(MOST_TIMES, Math.max(LEAST_TIMES, Math.exp(widest(harms)) * 1.1));
  const reach = Math.log(most);
  const times = TIMES.findLast((one) => Math.log(one) <= reach * OUTERMOST) ?? 1;
  const marks = [-1, 1].map((side) => ({ at: side * Math.log(times), label: `${times}×` }));
  return { reach, middle, marks };
}

function widest(harms: readonly Harm[]): number {
  return Math.max(0, ...harms.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
}

/** The scale and one line for each metric; empty if no metric has an interval. */
export function forestLines(metrics: readonly MetricVerdict[], maxRegression: number): string[] {
  const rows = metrics.flatMap((metric) => {
    const harm = harmOf(metric);
    return harm === undefined ? [] : [{ metric, harm }];
  });
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(({ metric }) => metric.name.length));
  const harms = rows.map(({ harm }) => harm);
  const scale = allowedScale(harms, maxRegression);
  return [
    `${" ".repeat(width)}  ${scaleLine(scale)}`,
    ...rows.map(({ metric, harm }) => {
      const { name, verdict } = metric;
      return `${name.padEnd(width)}  ${intervalLine(harm, scale)}  ${MARKS[verdict]} ${verdict}`;
    }),
  ].map((line) => line.trimEnd());
}

function placeOf(harm: number, { reach }: ForestScale): number {
  return Math.round(MIDDLE + (harm / reach) * MIDDLE);
}

function scaleLine(scale: ForestScale): string {
  const line = Array.from({ length: WIDTH }, () => " ");
  write(line, 0, "< better");
  write(line, WIDTH - 1, "worse >");
  write(line, MIDDLE, scale.middle);
  for (const { at, label } of scale.marks) write(line, placeOf(at, scale), label);
  return line.join("");
}

/** Centred on its place, as far as the line has room. */
function write(line: string[], place: number, text: string): void {
  const start = Math.max(0, Math.min(WIDTH - text.length, place - Math.floor(text.length / 2)));
  for (const [index, character] of [...text].entries()) line[start + index] = character;
}

function intervalLine({ low, median, high }: Harm, scale: ForestScale): string {
  const line = Array.from({ length: WIDTH }, () => " ");
  for (const { at } of scale.marks) line[placeOf(at, scale)] = "┊";
  line[MIDDLE] = "│";
  const [from, at, to] = [low, median, high].map((harm) => placeOf(harm, scale));
  if (from === undefined || at === undefined || to === undefined) return line.join("");
  for (let place = Math.max(0, from); place <= Math.min(WIDTH - 1, to); place++) line[place] = "─";
  set(line, from, "├");
  set(line, to, "┤");
  set(line, at, "●");
  if (from < 0) line[0] = "<";
  if (to > WIDTH - 1) line[WIDTH - 1] = ">";
  return line.join("");
}

function set(line: string[], place: number, character: string): void {
  if (place >= 0 && place < WIDTH) line[place] = character;
}
