/** Draws the crosshair on a canvas: a line at the shared time, the time, and a dot on each line. */

import { formatTimeOfDay } from "../common/format.ts";

/** A chart's drawing area, in CSS pixels. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Place {
  readonly xPx: number;
  readonly yPx: number;
}

export interface TimeLabel {
  readonly atMs: number;
  /** What happened then. */
  readonly note: string | undefined;
  readonly ground: string;
  readonly ink: string;
}

type Canvas = CanvasRenderingContext2D;

export function drawRule(canvas: Canvas, xPx: number, area: Area, colour: string): void {
  canvas.save();
  canvas.strokeStyle = colour;
  canvas.lineWidth = 1;
  canvas.beginPath();
  canvas.moveTo(Math.round(xPx) + 0.5, area.top);
  canvas.lineTo(Math.round(xPx) + 0.5, area.bottom);
  canvas.stroke();
  canvas.restore();
}

/** Draws the time at the top of the line, within the chart's sides. */
export function drawTime(canvas: Canvas, xPx: number, area: Area, label: TimeLabel): void {
  const time = formatTimeOfDay(label.atMs);
  const text = label.note === undefined ? time : `${time}  ${label.note}`;
  canvas.save();
  canvas.font = "11px system-ui, sans-serif";
  const widthPx = canvas.measureText(text).width + 10;
  const leftPx = Math.max(area.left, Math.min(xPx - widthPx / 2, area.right - widthPx));
  canvas.fillStyle = label.ground;
  canvas.beginPath();
  canvas.roundRect(leftPx, area.top, widthPx, 17, 3);
  canvas.fill();
  canvas.fillStyle = label.ink;
  canvas.textBaseline = "middle";
  canvas.fillText(text, leftPx + 5, area.top + 9);
  canvas.restore();
}

/** Draws a dot with a rim in the background colour, so that it stands out from its line. */
export function drawDot(canvas: Canvas, { xPx, yPx }: Place, colour: string, rim: string): void {
  canvas.save();
  canvas.fillStyle = colour;
  canvas.strokeStyle = rim;
  canvas.lineWidth = 2;
  canvas.beginPath();
  canvas.arc(xPx, yPx, 4, 0, 2 * Math.PI);
  canvas.stroke();
  canvas.fill();
  canvas.restore();
}
