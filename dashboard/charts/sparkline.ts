/** A minute of events as a small line: its path, and the same in words. */

import { formatRate } from "../common/format.ts";

/** Width and height of the drawing, in its own units: one for each second, however many there are. */
export const SPARK_WIDTH = 60;
export const SPARK_HEIGHT = 16;
/** The line's thickness must fit at both ends. */
const MARGIN = 1;

/** Points of a polyline: the newest second is at the right edge, zero at the bottom, the largest at the top. */
export function sparkPoints(history: readonly number[]): string {
  const max = Math.max(1, ...history);
  const left = SPARK_WIDTH - history.length;
  return history
    .map((events, index) => {
      const y = SPARK_HEIGHT - MARGIN - (events / max) * (SPARK_HEIGHT - 2 * MARGIN);
      return `${left + index + 0.5},${y.toFixed(1)}`;
    })
    .join(" ");
}

/** For those who cannot see the line. */
export function sparkSentence(history: readonly number[]): string {
  const now = history.at(-1);
  if (now === undefined) return "no full second counted yet";
  const [min, max] = [Math.min(...history), Math.max(...history)];
  const figures = `min ${formatRate(min)}, max ${formatRate(max)}, now ${formatRate(now)}`;
  return `events/s over ${history.length} s: ${figures}`;
}
