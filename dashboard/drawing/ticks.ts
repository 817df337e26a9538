/** Round bounds and marks of an axis, and the labels of marks. */

const STEPS = [1, 2, 2.5, 5, 10];
/** The range of a latency chart without data, in ms. */
const IDLE_LATENCY = { min: 0.1, max: 10 };
/** Times below a microsecond are not worth the space, in ms. */
export const LEAST_MS = 0.001;
/** An axis ends there: beyond it a double has no room for its next marks. */
const LARGEST = 1e300;
/** Marks above zero on an axis with a fixed grid. */
const STEADY_MARKS = 4;
/** Most marks above the first of a logarithmic axis that has more than one in a decade. */
const LOG_MARKS = 6;
const DECADE_DIGITS = [
  [1, 2, 5],
  [1, 3],
] as const;
/** The label of a time mark closer to the edge than this share of the axis, or this many pixels, would be cut off. */
const EDGE_SHARE = 0.03;
const EDGE_PX = 16;

/** Of a thousand, as everywhere in the page. */
const BYTE_UNITS = [
  ["PB", 1e15],
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3],
] as const;

/** `toLocaleString()` would make one for each mark, at each redraw. */
const markNumber = new Intl.NumberFormat("en", { maximumFractionDigits: 6 });

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** The first round step from `least` on that `isWanted`. */
export function roundStep(least: number, isWanted: (step: number) => boolean = () => true): number {
  const power = 10 ** floorPower(least);
  const isFit = (step: number) => step * power >= least * (1 - 1e-9) && isWanted(step * power);
  return (STEPS.find(isFit) ?? 10) * power;
}

/** The exponent of the largest power of ten not above `value`. */
export function floorPower(value: number): number {
  return Math.floor(Math.log10(value) + 1e-9);
}

/** Multiples of the step, without floating-point noise. */
export function multiplesOf(step: number, first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/**
 * From zero to the first round value not below `largest`, with whole marks unless `least`, the least that the axis reaches
 * to, is so small that it has none. The bounds change only in large steps and
 * the number of marks never does, so that the grid of live data stands still and two axes can share it.
 */
export function steadyBounds(largest: number, least = STEADY_MARKS): Bounds {
  const isWhole = least >= STEADY_MARKS;
  const reach = Math.max(Math.min(largest, LARGEST), least);
  const step = roundStep(reach / STEADY_MARKS, (candidate) =>
    isWhole ? Number.isInteger(candidate) : true,
  );
  return { min: 0, max: step * STEADY_MARKS };
}

/** Zero, the maximum, and equal steps between; fewer steps where there is room for `most` marks only. */
export function steadyTicks({ max }: Bounds, most = Infinity): number[] {
  const steps = [STEADY_MARKS, STEADY_MARKS / 2].find((count) => count < most) ?? 1;
  return multiplesOf(max / steps, 0, steps);
}

/** Whole decades that contain the range. */
export function decadeBounds(smallest: number, largest: number): Bounds {
  if (!(largest > 0)) return IDLE_LATENCY;
  const most = Math.min(largest, LARGEST);
  const least = Math.max(LEAST_MS, Math.min(smallest, most));
  const min = 10 ** floorPower(least);
  const max = 10 ** Math.ceil(Math.log10(Math.max(most, least)) - 1e-9);
  return { min, max: Math.max(max, min * 10) };
}

/**
 * 1, 2 and 5 of each decade within the bounds; fewer where there are many decades, or where there is room for `most`
 * marks only: then perhaps every second decade.
 */
export function logTicks({ min, max }: Bounds, most = Infinity): number[] {
  const decades = Math.round(Math.log10(max / min));
  const room = Math.min(most - 1, LOG_MARKS);
  const digits = DECADE_DIGITS.find((each) => each.length * decades <= room) ?? [1];
  const marks = decadeMarks(min, max, digits).filter(
    (mark) => mark >= min * (1 - 1e-9) && mark <= max * (1 + 1e-9),
  );
  const apart = Math.max(1, Math.ceil((marks.length - 1) / Math.max(1, most - 1)));
  return marks.filter((_, index) => index % apart === 0);
}

/** These digits in every decade of the range, and the next power of ten. */
export function decadeMarks(smallest: number, largest: number, digits: readonly number[]) {
  const [first, last] = [floorPower(smallest), floorPower(largest)];
  const powers = multiplesOf(1, first, last);
  const marks = powers.flatMap((power) => digits.map((digit) => digit * 10 ** power));
  return [...marks, 10 ** (last + 1)].map((mark) => Number(mark.toPrecision(6)));
}

/** Round local times that keep clear of the edges; `offsetMs` is local time minus UTC, `widthPx` how wide the axis is. */
export function timeTicks(
  { min, max }: Bounds,
  stepMs: number,
  offsetMs: number,
  widthPx = Infinity,
): number[] {
  const edgeMs = (max - min) * Math.max(EDGE_SHARE, EDGE_PX / widthPx);
  const ticks: number[] = [];
  const first = Math.ceil((min + edgeMs + offsetMs) / stepMs) * stepMs - offsetMs;
  for (let tick = first; tick <= max - edgeMs; tick += stepMs) ticks.push(tick);
  return ticks;
}

/**
 * The label of a mark: 2,500 as is, 25,000 as `25 k`. A linear axis uses the same unit throughout, chosen by `size`,
 * its largest mark.
 */
export function tickLabel(value: number, size = value): string {
  if (value === 0 || size < 1e4) return plain(value);
  if (size < 1e6) return `${plain(value / 1e3)} k`;
  if (size < 1e9) return `${plain(value / 1e6)} M`;
  return size < 1e12 ? `${plain(value / 1e9)} G` : value.toExponential(0).replace("e+", "e");
}

/** The same for bytes: `250 kB`, `80 MB`. */
export function byteLabel(value: number, size = value): string {
  if (value === 0) return "0";
  const [unit, bytes] = BYTE_UNITS.find(([, each]) => size >= each) ?? ["B", 1];
  return `${plain(value / bytes)} ${unit}`;
}

function plain(value: number): string {
  return markNumber.format(value);
}
