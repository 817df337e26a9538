/** What the page and the bench's reports share: axes, marks, line styles. Pure; the colours are in base.css. */

export {
  aroundAxis,
  type Axis,
  countAxis,
  linearAxis,
  logAxis,
  percentileAxis,
  percentLabel,
  rateAxis,
  ticksBetween,
  timeAxis,
} from "./axes.ts";
export {
  AXIS_FONT,
  LINE_DASHES,
  LINE_STYLES,
  LINE_WIDTHS,
  type LineStyle,
  type Palette,
  POINT_RADIUS,
  readPalette,
} from "./lines.ts";
export {
  type Bounds,
  byteLabel,
  decadeBounds,
  logTicks,
  steadyBounds,
  steadyTicks,
  tickLabel,
  timeTicks,
} from "./ticks.ts";
