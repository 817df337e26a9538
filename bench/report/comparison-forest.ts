/**
 * Intervals as characters of one width, for terminals and code blocks: better is left of zero and worse is
 * right of it, whichever way the metric counts, with what is allowed marked on both sides.
 */

import type { MetricVerdict } from "../comparison/comparison.ts";
import { MARKS } from "./comparison-words.ts";

/**
 * How much worse, as the logarithm of how many times: below 0 it is better. So a change and its undoing
 * are as far from zero as each other, and what is allowed is the same for times and for rates.
 */
export interface Harm {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

const WIDTH = 49;
const MIDDLE = (WIDTH - 1) / 2;
/** Of what is allowed: the widest scale. Beyond it an interval is cut, and an arrow says so. */
const WIDEST = 4;
/** Where nothing is allowed, a scale is still needed. */
const LEAST_ALLOWED = 0.01;

/** Of more that is better, less is worse. */
export function harmOf({ ratio, better }: MetricVerdict): Harm | undefined {
  if (ratio === undefined) return undefined;
  const [low, median, high] = [ratio.low, ratio.median, ratio.high].map(Math.log);
  if (low === undefined || median === undefined || high === undefined) return undefined;
  return better === "lower"
    ? { low, median, high }
    : { low: 0 - high, median: 0 - median, high: 0 - low };
}

export interface ForestScale {
  /** What the scale reaches to either side of zero. */
  readonly reach: number;
  /** Where what is allowed ends; 0 where nothing is. */
  readonly allowed: number;
  /** What is allowed, in words: `5 %`. */
  readonly label: string;
}

/** Twice what is allowed to either side, and up to four times where the intervals need it. */
export function scaleFor(harms: readonly Harm[], maxRegression: number): ForestScale {
  const allowed = Math.log1p(maxRegression);
  const step = Math.max(allowed, Math.log1p(LEAST_ALLOWED));
  const most = Math.max(0, ...harms.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  return {
    reach: step * Math.min(WIDEST, Math.max(2, Math.ceil(most / step))),
    allowed,
    label: `${Number((maxRegression * 100).toPrecision(3))} %`,
  };
}

/** A scale and a line a metric; nothing where no metric has an interval. */
export function forestLines(metrics: readonly MetricVerdict[], maxRegression: number): string[] {
  const rows = metrics.flatMap((metric) => {
    const harm = harmOf(metric);
    return harm === undefined ? [] : [{ metric, harm }];
  });
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(({ metric }) => metric.name.length));
  const harms = rows.map(({ harm }) => harm);
  const scale = scaleFor(harms, maxRegression);
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

function marksOf({ allowed }: ForestScale): number[] {
  return allowed > 0 ? [-allowed, allowed] : [];
}

function scaleLine(scale: ForestScale): string {
  const line = Array.from({ length: WIDTH }, () => " ");
  write(line, 0, "< better");
  write(line, WIDTH - 1, "worse >");
  write(line, MIDDLE, "0");
  for (const mark of marksOf(scale)) write(line, placeOf(mark, scale), scale.label);
  return line.join("");
}

/** Centred on its place, as far as the line has room. */
function write(line: string[], place: number, text: string): void {
  const start = Math.max(0, Math.min(WIDTH - text.length, place - Math.floor(text.length / 2)));
  for (const [index, character] of [...text].entries()) line[start + index] = character;
}

function intervalLine({ low, median, high }: Harm, scale: ForestScale): string {
  const line = Array.from({ length: WIDTH }, () => " ");
  for (const allowed of marksOf(scale)) line[placeOf(allowed, scale)] = "┊";
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
