/**
 * The axes' bounds and marks. Bounds move only in large steps, and every linear axis has the same
 * number of marks, so that the grid stands still while the data moves and two axes share it.
 */

/** Marks above zero on a linear axis. */
const LINEAR_MARKS = 4;
const STEPS = [1, 2, 2.5, 5, 10];
/** What a chart of latencies shows when there is nothing to show, in ms. */
const IDLE_LATENCY = { min: 0.1, max: 10 };
/** No latency below a microsecond is worth a decade of its own, in ms. */
const LEAST_LATENCY = 0.001;
/** A time mark closer to the edge than this share of the axis would have its label cut. */
const EDGE_SHARE = 0.03;

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** From zero to the first nice value that holds `largest`; a count's marks are whole. */
export function linearBounds(largest: number): Bounds {
  const least = Math.max(largest, LINEAR_MARKS) / LINEAR_MARKS;
  const power = 10 ** Math.floor(Math.log10(least) + 1e-9);
  const isNice = (step: number) =>
    step * power >= least * (1 - 1e-9) && Number.isInteger(step * power);
  const step = (STEPS.find(isNice) ?? 10) * power;
  return { min: 0, max: step * LINEAR_MARKS };
}

/** Zero, the maximum, and equal steps between. */
export function linearTicks({ max }: Bounds): number[] {
  return Array.from({ length: LINEAR_MARKS + 1 }, (_, index) => (max / LINEAR_MARKS) * index);
}

/** Whole decades that hold all of it. */
export function logBounds(smallest: number, largest: number): Bounds {
  if (!(largest > 0)) return IDLE_LATENCY;
  const least = Math.max(LEAST_LATENCY, Math.min(smallest, largest));
  const min = 10 ** Math.floor(Math.log10(least) + 1e-9);
  const max = 10 ** Math.ceil(Math.log10(Math.max(largest, least)) - 1e-9);
  return { min, max: Math.max(max, min * 10) };
}

/** 1, 2 and 5 of each decade; only the decades themselves where there are many. */
export function logTicks({ min, max }: Bounds): number[] {
  const decades = Math.round(Math.log10(max / min));
  const marks = decades > 3 ? [1] : decades > 2 ? [1, 3] : [1, 2, 5];
  const ticks = Array.from({ length: decades }, (_, decade) =>
    marks.map((mark) => min * mark * 10 ** decade),
  );
  return [...ticks.flat(), max].map((tick) => Number(tick.toPrecision(6)));
}

/** Round times of the reader's day that stand clear of the edges; `offsetMs` is local time minus UTC. */
export function timeTicks({ min, max }: Bounds, stepMs: number, offsetMs: number): number[] {
  const edgeMs = (max - min) * EDGE_SHARE;
  const ticks: number[] = [];
  const first = Math.ceil((min + edgeMs + offsetMs) / stepMs) * stepMs - offsetMs;
  for (let tick = first; tick <= max - edgeMs; tick += stepMs) ticks.push(tick);
  return ticks;
}
