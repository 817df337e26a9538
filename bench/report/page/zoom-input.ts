/** How a reader zooms a chart: by a drag across it, the wheel with Ctrl held, or the keys while it has the focus. */

import type { Axis, Bounds } from "#drawing";
import { viewBetween, viewMoved, viewZoomed } from "./zoom.ts";

const KEY_FACTOR = 2;
const KEY_SHARE = 0.25;
/** Zoom factor per pixel of the wheel, as an exponent. */
const WHEEL_EXPONENT = 1 / 300;
/** A click moves a little too. */
const LEAST_DRAG_PX = 6;

export interface Zoomable {
  readonly canvas: HTMLCanvasElement;
  /** The whole axis. */
  readonly axis: Axis;
  /** The visible part. */
  view(): Bounds;
  /** The axis's value at a position, in CSS pixels from the canvas's left edge. */
  valueAt(xPx: number): number;
  look(view: Bounds): void;
}

/** Listens for as long as the canvas exists. */
export function listen(chart: Zoomable): void {
  const { canvas, axis } = chart;
  canvas.tabIndex = 0;
  canvas.addEventListener("keydown", (event) => {
    const view =
      event.ctrlKey || event.metaKey || event.altKey ? undefined : viewOnKey(event, chart);
    if (view === undefined) return;
    event.preventDefault();
    chart.look(view);
  });
  canvas.addEventListener("dblclick", () => chart.look(axis));
  canvas.addEventListener(
    "wheel",
    (event) => {
      // Without Ctrl the wheel scrolls the page. A pinch on a touchpad arrives with Ctrl set.
      if (!event.ctrlKey) return;
      event.preventDefault();
      const factor = Math.exp(event.deltaY * WHEEL_EXPONENT);
      chart.look(viewZoomed(axis, chart.view(), factor, chart.valueAt(event.offsetX)));
    },
    { passive: false },
  );
  listenToDrags(chart);
}

function viewOnKey({ key }: KeyboardEvent, { axis, view }: Zoomable): Bounds | undefined {
  switch (key) {
    case "+":
    case "=":
      return viewZoomed(axis, view(), 1 / KEY_FACTOR);
    case "-":
      return viewZoomed(axis, view(), KEY_FACTOR);
    case "ArrowLeft":
      return viewMoved(axis, view(), -KEY_SHARE);
    case "ArrowRight":
      return viewMoved(axis, view(), KEY_SHARE);
    case "0":
    case "Escape":
      return axis;
    default:
      return undefined;
  }
}

function listenToDrags(chart: Zoomable): void {
  const { canvas, axis } = chart;
  const band = document.createElement("div");
  band.className = "zoom-band";
  let startPx: number | undefined;
  const end = () => {
    startPx = undefined;
    band.remove();
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    startPx = event.offsetX;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", ({ offsetX }) => {
    if (startPx === undefined || Math.abs(offsetX - startPx) < LEAST_DRAG_PX) return;
    band.style.left = `${Math.min(startPx, offsetX)}px`;
    band.style.width = `${Math.abs(offsetX - startPx)}px`;
    canvas.after(band);
  });
  canvas.addEventListener("pointerup", ({ offsetX }) => {
    if (startPx !== undefined && Math.abs(offsetX - startPx) >= LEAST_DRAG_PX) {
      chart.look(viewBetween(axis, chart.valueAt(startPx), chart.valueAt(offsetX)));
    }
    end();
  });
  canvas.addEventListener("pointercancel", end);
}
