/**
 * One plot: its title, a legend with the figures, the canvas, and the figures as a table for those who cannot see the
 * lines or prefer to read. The table changes once a second and announces nothing.
 */

import { LINE_DASHES, LINE_WIDTHS, type LineStyle } from "#drawing";
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { Annotation } from "../view/annotations.ts";
import { formatTimeOfDay } from "../common/format.ts";
import { type Past, valueAt } from "../past/past.ts";
import type { Plot } from "./plots.ts";
import { spanLabel } from "../view/spans.ts";
import type { PanelName, View } from "../view/view.ts";
import { chartEntries, ChartMenu } from "./chart-menu.tsx";
import { WholeWords } from "../components/whole-words.tsx";
import { openContextMenu } from "../components/context-menu.tsx";
import { PlotCanvas, toggleEnlarged } from "./plot-canvas.tsx";

export interface ChartPanelProps<Name extends string> {
  readonly plot: Plot<Name>;
  readonly past: Past<Name>;
  readonly view: View;
  /** The panel it belongs to; it is drawn only while that is shown. Default: `live`. */
  readonly panel?: PanelName;
  /** Shown below the title instead of the plot's sentence. */
  readonly children?: ComponentChildren;
}

export function ChartPanel<Name extends string>(props: ChartPanelProps<Name>) {
  const { plot, past, view, panel = "live", children } = props;
  const isTable = useSignal(false);
  const canvas = useRef<HTMLCanvasElement>(null);
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
        <div class="plot-tools">
          <button
            type="button"
            class="quiet"
            aria-pressed={isTable.value}
            onClick={() => (isTable.value = !isTable.value)}
          >
            table
          </button>
          <ChartMenu plot={plot} past={past} view={view} canvas={canvas} />
          <button
            type="button"
            class="quiet"
            aria-pressed={isEnlarged}
            aria-label={`Enlarge ${plot.title}`}
            title="Enlarge, or put back (Enter, Escape)"
            data-enlarge={plot.id}
            onClick={() => toggleEnlarged(view, plot)}
          >
            <Corners />
          </button>
        </div>
        <Legend plot={plot} past={past} view={view} panel={panel} />
      </header>
      {children ?? (
        <p class="meaning">
          <WholeWords text={plot.sentence} />
        </p>
      )}
      <div
        class="plot-body"
        onContextMenu={(event) =>
          openContextMenu(event, plot.title, chartEntries({ plot, past, view, canvas }, isTable))
        }
      >
        <PlotCanvas
          plot={plot}
          past={past}
          view={view}
          panel={panel}
          canvas={canvas}
          label={`${fullTitle(plot)}: a chart; its figures are in the table that follows`}
        />
        <FigureTable plot={plot} past={past} view={view} panel={panel} isShown={isTable.value} />
      </div>
    </section>
  );
}

/** Shows the current values, or those under the crosshair; computes nothing while its panel is hidden. */
function Legend<Name extends string>({ plot, past, view, panel }: ChartPanelProps<Name>) {
  if (view.panel.value !== panel) return null;
  const { range, source, cursorMs } = view.frame.value;
  return (
    <ul class="legend">
      {plot.series.map(({ label, line, column, format = plot.format }) => (
        <li key={label}>
          {plot.heat === undefined ? <LineSwatch line={line} /> : null}
          {label}
          <b>{format(valueAt(past, column(source), range, cursorMs))}</b>
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

function fullTitle({ title, unit }: Pick<Plot, "title" | "unit">): string {
  return unit === "" ? title : `${title}, ${unit}`;
}

interface FigureTableProps<Name extends string> extends ChartPanelProps<Name> {
  readonly isShown: boolean;
}

function FigureTable<Name extends string>(props: FigureTableProps<Name>) {
  const { plot, past, view, panel, isShown } = props;
  if (view.panel.value !== panel) return null;
  const { range, source, annotations, isRecorded } = view.frame.value;
  const { fromMs, toMs } = range;
  const store = past.storeFor(range);
  const rows = plot.series.map(({ label, column, format = plot.format }) => ({
    label,
    format,
    ...store.summary(column(source), range),
    current: valueAt(past, column(source), range, undefined),
  }));
  const isOver = isRecorded || view.zoom.value !== undefined;
  return (
    <div class={isShown ? "figures" : "figures for-readers"}>
      <table>
        <caption>
          {fullTitle(plot)},{" "}
          {isOver
            ? `from ${formatTimeOfDay(fromMs)} to ${formatTimeOfDay(toMs)}`
            : `over the last ${spanLabel(view.spanMin.value)}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">line</th>
            <th scope="col">{isOver ? "at its end" : "now"}</th>
            <th scope="col">min</th>
            <th scope="col">max</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, format, current, min, max }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{format(current)}</td>
              <td>{format(min)}</td>
              <td>{format(max)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Happened annotations={annotations} />
    </div>
  );
}

/** The marks of the time axis, in words. */
function Happened({ annotations }: { readonly annotations: readonly Annotation[] }) {
  if (annotations.length === 0) return null;
  return (
    <ul class="happened" aria-label="What happened in this time">
      {annotations.map(({ kind, atMs, text }) => (
        <li key={`${kind} ${atMs} ${text}`} data-annotation={kind}>
          <time>{formatTimeOfDay(atMs)}</time> {text}
        </li>
      ))}
    </ul>
  );
}
