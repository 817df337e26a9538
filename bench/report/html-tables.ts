/** The tables of the HTML report: every figure that a chart shows, and every one that it does not. */

import type { BenchResult, Metrics } from "../result/result.ts";
import { formatJudged, formatMetric, formatNumber } from "./figures.ts";
import { html, type Markup } from "./markup.ts";
import type { Run, Table } from "./plot.ts";

export function thresholdTable({ thresholds }: BenchResult): Markup | undefined {
  if (thresholds.length === 0) return undefined;
  const rows = thresholds.map(
    ({ expression, scenario, value, isMet }) =>
      html`<tr>
        <th scope="row"><code>${expression}</code></th>
        <td class="words">${scenario}</td>
        <td>${formatJudged(value)}</td>
        <td>
          <span class="state" data-state="${isMet ? "valid" : "failed"}"
            >${isMet ? "met" : "failed"}</span
          >
        </td>
      </tr>`,
  );
  return html`<section class="panel" aria-labelledby="thresholds">
    <h2 id="thresholds">Thresholds</h2>
    <table class="thresholds">
      <thead>
        <tr>
          <th scope="col">wanted</th>
          <th scope="col" class="words">scenario</th>
          <th scope="col">got</th>
          <th scope="col">outcome</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}

/** A column for each run, the base first; the last says how many observations the newest rests on. */
export function metricTable(runs: readonly Run[]): Markup {
  const all = runs.map(({ scenario }) => scenario.metrics);
  const names = [...new Set(all.flatMap((metrics) => Object.keys(metrics)))];
  const heads = runs.map(({ label }) => html`<th scope="col">${label || "value"}</th>`);
  const rows = names.map(
    (name) =>
      html`<tr>
        <th scope="row">${name}</th>
        ${all.map((metrics) => html`<td>${valueOf(metrics, name)}</td>`)}
        <td class="quiet">${samplesOf(all.at(-1)?.[name]?.samples)}</td>
      </tr>`,
  );
  return html`<table class="metrics">
    <caption>
      All figures
    </caption>
    <thead>
      <tr>
        <th scope="col">metric</th>
        ${heads}
        <th scope="col" class="quiet">of</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** What a chart shows, in figures; the title is for readers who do not see where it stands. */
export function figureTable(title: string, { head, rows }: Table): Markup {
  return html`<table>
    <caption class="for-readers">
      ${title}
    </caption>
    <thead>
      <tr>
        ${head.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([name = "", ...values]) =>
          html`<tr>
            <th scope="row">${name}</th>
            ${values.map((value) => html`<td>${value}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function valueOf(metrics: Metrics, name: string): string {
  const metric = metrics[name];
  return metric === undefined ? "–" : formatMetric(metric);
}

function samplesOf(samples: number | undefined): string {
  return samples === undefined ? "" : formatNumber(samples);
}
