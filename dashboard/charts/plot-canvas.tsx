/**
 * A plot's canvas. The pointer moves the shared crosshair, and a drag across it zooms all charts; a double click
 * returns, or enlarges the chart, as Enter does. The arrow keys move the crosshair.
 */

import { useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { PlotChart } from "./charts.ts";
import type { Past } from "../past/past.ts";
import type { Plot } from "./plots.ts";
import { stepCursor, stepsOf } from "./stepping.ts";
import type { PanelName, View } from "../view/view.ts";
import { rangeBetween } from "../view/zoom.ts";

/** A click moves a little too. */
const LEAST_DRAG_PX = 6;

export interface PlotCanvasProps<Name extends string> {
  readonly plot: Plot<Name>;
  readonly past: Past<Name>;
  readonly view: View;
  readonly panel: PanelName;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  /** Names the chart for screen readers. */
  readonly label: string;
}

/** Where a drag began and where it is, in CSS pixels. */
interface Drag {
  readonly fromPx: number;
  readonly toPx: number;
}

export function PlotCanvas<Name extends string>(props: PlotCanvasProps<Name>) {
  const { plot, past, view, panel, canvas, label } = props;
  const chart = useRef<PlotChart<Name>>(undefined);
  const drag = useSignal<Drag | undefined>(undefined);
  useEffect(() => {
    if (canvas.current === null) return;
    const created = new PlotChart(canvas.current, plot, past);
    created.draw(view.frame.peek());
    chart.current = created;
    return () => {
      chart.current = undefined;
      created.destroy();
    };
  }, [plot, past, view, canvas]);
  useSignalEffect(() => {
    const frame = view.frame.value;
    if (view.panel.value === panel) chart.current?.draw(frame);
  });
  const pointAt = (atMs: number | undefined) => {
    const { range } = view.frame.peek();
    view.cursorMs.value =
      atMs === undefined ? undefined : past.storeFor(range).nearestAtMs(atMs, range);
  };
  const endDrag = () => {
    const { fromPx, toPx } = drag.peek() ?? { fromPx: 0, toPx: 0 };
    drag.value = undefined;
    if (Math.abs(toPx - fromPx) < LEAST_DRAG_PX) return;
    const [oneMs, otherMs] = [chart.current?.timeAtPx(fromPx), chart.current?.timeAtPx(toPx)];
    if (oneMs !== undefined && otherMs !== undefined)
      view.zoom.value = rangeBetween(oneMs, otherMs);
  };
  return (
    <div
      class="plot-canvas"
      tabIndex={0}
      role="img"
      aria-label={label}
      onPointerDown={({ button, pointerId, offsetX, currentTarget }) => {
        if (button !== 0) return;
        currentTarget.setPointerCapture(pointerId);
        drag.value = { fromPx: offsetX, toPx: offsetX };
      }}
      onPointerMove={({ offsetX }) => {
        const dragged = drag.peek();
        if (dragged !== undefined) drag.value = { ...dragged, toPx: offsetX };
        pointAt(chart.current?.timeAtPx(offsetX));
      }}
      onPointerUp={endDrag}
      onPointerCancel={() => (drag.value = undefined)}
      onDblClick={() => {
        if (view.zoom.peek() === undefined) toggleEnlarged(view, plot);
        else view.zoom.value = undefined;
      }}
      onPointerLeave={() => pointAt(undefined)}
      onBlur={() => pointAt(undefined)}
      onKeyDown={(event) => {
        if (event.key === "Escape") drag.value = undefined;
        if (event.key === "Enter") toggleEnlarged(view, plot);
        const steps = stepsOf(event);
        if (steps === undefined) return;
        event.preventDefault();
        stepCursor(view, past, steps);
      }}
    >
      <canvas ref={canvas} data-chart={plot.id} />
      <Band drag={drag.value} />
    </div>
  );
}

/** Gives a chart its panel to itself, or puts it back. */
export function toggleEnlarged({ enlarged }: View, { id }: Pick<Plot, "id">): void {
  enlarged.value = enlarged.peek() === id ? undefined : id;
}

/** What a drag has gone across so far. */
function Band({ drag }: { readonly drag: Drag | undefined }) {
  if (drag === undefined || Math.abs(drag.toPx - drag.fromPx) < LEAST_DRAG_PX) return null;
  const [left, right] = [Math.min(drag.fromPx, drag.toPx), Math.max(drag.fromPx, drag.toPx)];
  return <div class="zoom-band" style={{ left: `${left}px`, width: `${right - left}px` }} />;
}
