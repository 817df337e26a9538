/**
 * One plot: its title, a legend with the figures, the canvas, and the figures as a table for those who cannot see the
 * lines or prefer to read. The table changes once a second and announces nothing.
 */

import { LINE_DASHES, LINE_WIDTHS, type LineStyle } from "#drawing";
import { useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { PlotChart } from "../charts.ts";
import type { Plot } from "../plots.ts";
import type { SampleStore } from "../store.ts";
import type { PanelName, View } from "../view.ts";

export interface ChartPanelProps {
  readonly plot: Plot;
  readonly store: SampleStore;
  readonly view: View;
  /** The panel it belongs to; it is drawn only while that is shown. Default: `live`. */
  readonly panel?: PanelName;
  /** Shown below the title instead of the plot's sentence. */
  readonly children?: ComponentChildren;
}

export function ChartPanel({ plot, store, view, panel = "live", children }: ChartPanelProps) {
  const isTable = useSignal(false);
  const titleId = `plot-${plot.id}`;
  const isEnlarged = view.enlarged.value === plot.id;
  return (
    <section
      class={isEnlarged ? "plot enlarged" : "plot"}
      aria-labelledby={titleId}
      data-plot={plot.id}
    >
      <header class="plot-head">
        <h3 id={titleId}>
          {plot.title} <span class="unit">{plot.unit}</span>
        </h3>
        <div class="plot-buttons">
          <button
            type="button"
            class="quiet"
            aria-pressed={isTable.value}
            onClick={() => (isTable.value = !isTable.value)}
          >
            table
          </button>
          <button
            type="button"
            class="quiet"
            aria-pressed={isEnlarged}
            aria-label={`Enlarge ${plot.title}`}
            title="Enlarge, or put back (double click, Enter, Escape)"
            data-enlarge={plot.id}
            onClick={() => enlarge(view, plot)}
          >
            <Corners />
          </button>
        </div>
        <Legend plot={plot} store={store} view={view} panel={panel} />
      </header>
      {children ?? <p class="meaning">{plot.sentence}</p>}
      <div class="plot-body">
        <PlotCanvas plot={plot} store={store} view={view} panel={panel} />
        <FigureTable plot={plot} store={store} view={view} panel={panel} isShown={isTable.value} />
      </div>
    </section>
  );
}

/** Shows the current values, or those under the crosshair; computes nothing while its panel is hidden. */
function Legend({ plot, store, view, panel }: ChartPanelProps) {
  if (view.panel.value !== panel) return null;
  const { range, source, cursorMs } = view.frame.value;
  return (
    <ul class="legend">
      {plot.series.map(({ label, line, column }) => (
        <li key={label}>
          <LineSwatch line={line} />
          {label}
          <b>{plot.format(store.valueNear(column(source), cursorMs ?? range.toMs))}</b>
        </li>
      ))}
    </ul>
  );
}

function LineSwatch({ line }: { readonly line: LineStyle }) {
  return (
    <svg class={`swatch line-${line}`} width="22" height="8" aria-hidden="true">
      <line
        x1="0"
        y1="4"
        x2="22"
        y2="4"
        stroke="currentColor"
        stroke-width={LINE_WIDTHS[line] + 0.5}
        stroke-dasharray={LINE_DASHES[line].join(" ")}
      />
    </svg>
  );
}

function PlotCanvas({ plot, store, view, panel }: ChartPanelProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<PlotChart>(undefined);
  useEffect(() => {
    if (canvas.current === null) return;
    const created = new PlotChart(canvas.current, plot, store);
    created.draw(view.frame.peek());
    chart.current = created;
    return () => {
      chart.current = undefined;
      created.destroy();
    };
  }, [plot, store, view]);
  useSignalEffect(() => {
    const frame = view.frame.value;
    if (view.panel.value === panel) chart.current?.draw(frame);
  });
  const pointAt = (atMs: number | undefined) => {
    const { range } = view.frame.peek();
    view.cursorMs.value = atMs === undefined ? undefined : store.nearestAtMs(atMs, range);
  };
  return (
    <div
      class="plot-canvas"
      tabIndex={0}
      role="img"
      aria-label={`${fullTitle(plot)}: a chart; its figures are in the table that follows`}
      onPointerMove={(event) => pointAt(chart.current?.timeAtPx(event.offsetX))}
      onPointerLeave={() => pointAt(undefined)}
      onBlur={() => pointAt(undefined)}
      onDblClick={() => enlarge(view, plot)}
      onKeyDown={(event) => {
        if (event.key === "Enter") enlarge(view, plot);
        moveCursor(event, view, store);
      }}
    >
      <canvas ref={canvas} data-chart={plot.id} />
    </div>
  );
}

/** The icon: two corners that point outward. */
function Corners() {
  return (
    <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
      <path
        d="M7 1h4v4M11 1 7 5M5 11H1V7M1 11l4-4"
        fill="none"
        stroke="currentColor"
        stroke-width="1.4"
      />
    </svg>
  );
}

/** Gives a chart its panel to itself, or puts it back. */
function enlarge({ enlarged }: View, { id }: Plot): void {
  enlarged.value = enlarged.peek() === id ? undefined : id;
}

/** The arrow keys move the crosshair by a second, with Shift by ten. */
function moveCursor(event: KeyboardEvent, view: View, store: SampleStore): void {
  const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (direction === undefined) return;
  event.preventDefault();
  const { range } = view.frame.peek();
  const fromMs = view.cursorMs.peek() ?? range.toMs;
  const toMs = fromMs + direction * (event.shiftKey ? 10_000 : 1_000);
  view.cursorMs.value = store.nearestAtMs(toMs, range) ?? fromMs;
}

function fullTitle({ title, unit }: Plot): string {
  return unit === "" ? title : `${title}, ${unit}`;
}

interface FigureTableProps extends ChartPanelProps {
  readonly isShown: boolean;
}

function FigureTable({ plot, store, view, panel, isShown }: FigureTableProps) {
  if (view.panel.value !== panel) return null;
  const { range, source } = view.frame.value;
  const rows = plot.series.map(({ label, column }) => ({
    label,
    ...store.summary(column(source), range),
  }));
  return (
    <div class={isShown ? "figures" : "figures for-readers"}>
      <table>
        <caption>
          {fullTitle(plot)}, over the last {view.windowMin.value} min
        </caption>
        <thead>
          <tr>
            <th scope="col">line</th>
            <th scope="col">now</th>
            <th scope="col">min</th>
            <th scope="col">max</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, current, min, max }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{plot.format(current)}</td>
              <td>{plot.format(min)}</td>
              <td>{plot.format(max)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
