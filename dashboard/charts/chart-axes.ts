/**
 * The axes of a plot, as chart options. Widths and marks are fixed, not fitted to the labels, so that nothing shifts
 * sideways when a figure grows by a digit.
 */

import { AXIS_FONT, logTicks, steadyTicks, tickLabel, timeTicks } from "#drawing";
import type { Plot } from "./plots.ts";
import type { TimeRange } from "../past/store.ts";

const AXIS_WIDTH_PX = 42;
/** Where labels have a unit. */
const WIDE_AXIS_PX = 52;
const MINUTE_MS = 60_000;
const STEPS_S = [2, 5, 10, 15, 30];
const STEPS_MIN = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240];
const TIME_STEPS_MS = [
  ...STEPS_S.map((seconds) => seconds * 1000),
  ...STEPS_MIN.map((minutes) => minutes * MINUTE_MS),
];
const MAX_TIME_TICKS = 6;
/** A label of a value with the space around it. */
const LABEL_PX = 15;
/** A label with the space around it: `12:34:56`, and `12:34`. */
const SECONDS_PX = 68;
const MINUTES_PX = 50;

const minuteTime = new Intl.DateTimeFormat(undefined, {
  hourCycle: "h23",
  hour: "2-digit",
  minute: "2-digit",
});
const secondTime = new Intl.DateTimeFormat(undefined, { hourCycle: "h23", timeStyle: "medium" });

/** The options of a chart's scale that are set here. */
interface AxisScale {
  readonly min: number;
  readonly max: number;
  readonly maxWidth: number;
  readonly maxHeight: number;
  width: number;
  paddingLeft: number;
  paddingRight: number;
  ticks: Tick[];
}

interface Tick {
  readonly value: number;
}

/** The axes by the names that series and bounds use: `x`, `left` and, if a series uses it, `right`. */
export function scalesOf<Name extends string>(plot: Plot<Name>) {
  const hasRight = plot.series.some(({ axis }) => axis === "right");
  return {
    x: timeAxis(),
    left: valueAxis(plot, "left"),
    ...(hasRight ? { right: valueAxis(plot, "right") } : {}),
  };
}

/**
 * The range moved on to the next whole pixel, so that it stands still until a pixel has passed: an axis that moves has to
 * be laid out anew.
 */
export function wholePixels({ fromMs, toMs }: TimeRange, widthPx: number): TimeRange {
  const pixelMs = (toMs - fromMs) / Math.max(1, widthPx);
  if (!(pixelMs > 0)) return { fromMs, toMs };
  const restMs = Math.ceil(toMs / pixelMs) * pixelMs - toMs;
  return { fromMs: fromMs + restMs, toMs: toMs + restMs };
}

function timeAxis() {
  return {
    axis: "x",
    type: "linear",
    border: { display: false },
    grid: { display: true, drawTicks: false },
    ticks: { font: AXIS_FONT, padding: 6, maxRotation: 0, autoSkip: false, callback: timeLabel },
    afterBuildTicks(scale: AxisScale) {
      const utcOffsetMs = -new Date(scale.max).getTimezoneOffset() * MINUTE_MS;
      const values = timeTicks(
        scale,
        timeStepMs(scale.max - scale.min, scale.maxWidth),
        utcOffsetMs,
        scale.maxWidth,
      );
      scale.ticks = values.map((value) => ({ value }));
    },
    afterFit(scale: AxisScale) {
      scale.paddingLeft = 0;
      scale.paddingRight = 0;
    },
  } as const;
}

function timeLabel(value: number | string, _index: number, ticks: readonly Tick[]): string {
  const [first, second] = ticks;
  const stepMs = first && second ? second.value - first.value : MINUTE_MS;
  return (stepMs < MINUTE_MS ? secondTime : minuteTime).format(Number(value));
}

function valueAxis({ scale, tick }: Pick<Plot, "scale" | "tick">, position: "left" | "right") {
  return {
    axis: "y",
    type: scale === "log" ? "logarithmic" : "linear",
    position,
    border: { display: false },
    // Both axes have their marks at the same heights, so one of them draws the grid.
    grid: { display: position === "left", drawTicks: false },
    ticks: {
      font: AXIS_FONT,
      padding: 8,
      autoSkip: false,
      callback: (value: number | string, _index: number, ticks: readonly Tick[]) =>
        (tick ?? tickLabel)(Number(value), scale === "log" ? Number(value) : ticks.at(-1)?.value),
    },
    afterBuildTicks(axis: AxisScale) {
      const most = 1 + Math.floor(axis.maxHeight / LABEL_PX);
      const values = scale === "log" ? logTicks(axis, most) : steadyTicks(axis, most);
      axis.ticks = values.map((value) => ({ value }));
    },
    afterFit(axis: AxisScale) {
      axis.width = tick === undefined ? AXIS_WIDTH_PX : WIDE_AXIS_PX;
    },
  } as const;
}

/** The first step whose marks are few enough, and fit side by side. */
export function timeStepMs(spanMs: number, widthPx: number): number {
  const isFit = (stepMs: number) => {
    const labelPx = stepMs < MINUTE_MS ? SECONDS_PX : MINUTES_PX;
    return spanMs / stepMs <= Math.min(MAX_TIME_TICKS, Math.max(1, widthPx / labelPx));
  };
  return TIME_STEPS_MS.find(isFit) ?? spanMs / 5;
}
