/** A chart's place on the page: title, legend, canvas, and the same figures as a table. */

import { LINE_DASHES, LINE_WIDTHS } from "#drawing";
import type { Plot, Table } from "../plots/plot.ts";
import { usePlotIndex } from "./page.tsx";

/** A place for a chart, with an explanation and the same figures in a table. */
export function PlotFigure({ plot }: { plot: Plot }) {
  const { title, meaning, lines, y, table } = plot;
  const names = lines.map(({ label }) => label).join(", ");
  return (
    <figure class="plot">
      <figcaption>
        <h3>
          {title}
          {y.unit === "" ? null : <span class="unit"> {y.unit}</span>}
        </h3>
        <ul class="legend">
          {lines.map(({ label, style, isBase }) => (
            <li class={isBase ? "base" : undefined}>
              <svg class={`swatch line-${style}`} width="18" height="6" aria-hidden="true">
                <path
                  d="M0 3h18"
                  stroke="currentColor"
                  stroke-width={LINE_WIDTHS[style] + 0.5}
                  stroke-dasharray={LINE_DASHES[style].join(" ")}
                />
              </svg>
              {label}
            </li>
          ))}
        </ul>
      </figcaption>
      <div class="plot-body">
        <canvas
          data-plot={usePlotIndex(plot)}
          role="img"
          aria-describedby="zooming"
          aria-label={`${title}: ${names}. The table below has the same figures.`}
        />
        <p class="zoomed" hidden>
          <output /> <button type="button">Show all</button>
        </p>
      </div>
      <p class="meaning">{meaning}</p>
      <details>
        <summary>Figures</summary>
        <FigureTable title={title} table={table} />
      </details>
    </figure>
  );
}

/** A chart's figures as a table; the title is for readers who cannot see its position. */
function FigureTable({ title, table }: { title: string; table: Table }) {
  return (
    <table>
      <caption class="for-readers">{title}</caption>
      <thead>
        <tr>
          {table.head.map((name) => (
            <th scope="col">{name}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map(([name, ...values]) => (
          <tr>
            <th scope="row">{name}</th>
            {values.map((value) => (
              <td>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
