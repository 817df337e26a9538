/** Trends as one HTML file that needs nothing beside it: a chart a metric, its levels behind the runs. */

import type { Point } from "../report/curves.ts";
import { htmlPage } from "../report/html.ts";
import { type Body, pageFoot, pageHead } from "../report/html-body.ts";
import { plotFigure } from "../report/html-sections.ts";
import { formatNumber } from "../report/figures.ts";
import { html, type Markup } from "../report/markup.ts";
import { aroundAxis, countAxis } from "../report/near-axes.ts";
import { inWords, type Plot, titled } from "../report/plot.ts";
import { levelsOf, type Trend, type TrendLine } from "./trend.ts";

const MEANING =
  "Each point is a run, the newest at the right; the dashed line is the median between changes of level. The scale need not begin at zero.";

/** @throws {AggregateError} when the page's script cannot be bundled */
export function trendHtml(trends: readonly Trend[]): Promise<string> {
  const groups = [...new Set(trends.map(({ group }) => group))].join(", ");
  return htmlPage({
    title: `${groups || "Nothing yet"} · Streamgauge history`,
    ...trendBody(trends),
  });
}

export function trendBody(trends: readonly Trend[]): Body {
  const plots: Plot[] = [];
  const sections = trends.map((trend) => {
    const own = trend.lines.flatMap(plotOf);
    const figures = own.map((plot, place) => plotFigure(plot, plots.length + place));
    plots.push(...own);
    return sectionOf(trend, figures);
  });
  const newest = trends
    .flatMap(({ entries }) => entries.map(({ time }) => time))
    .toSorted()
    .at(-1);
  const body = html`${pageHead("history", newest ?? "")}
    <main>${sections.length === 0 ? html`<p>The history is empty.</p>` : sections}</main>
    ${pageFoot(
      "For looking, not for gating: runs of different days are not paired. Other processors and other loads have sections of their own.",
    )}`;
  return { body, plots };
}

function sectionOf({ group, machine, load, entries }: Trend, figures: readonly Markup[]): Markup {
  const runs = `${formatNumber(entries.length)} ${entries.length === 1 ? "run" : "runs"}`;
  return html`<section class="scenario">
    <h2>${group} <span class="load">${load}; ${machine}; ${runs}</span></h2>
    <div class="plots rounds">${figures}</div>
  </section>`;
}

function plotOf(line: TrendLine): Plot[] {
  const { name, unit, points } = line;
  const values = points.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return [];
  const title = titled(inWords(name.replace(/_(?:ms|us|kb)(?=_|$)/, "")));
  const levels = levelsOf(line);
  const shared = { isBase: false };
  return [
    {
      title,
      meaning: MEANING,
      x: countAxis(points.length, { title: "Run", unit: "" }),
      y: aroundAxis(Math.min(...values), Math.max(...values), { title, unit }),
      lines: [
        {
          ...shared,
          label: "run",
          style: 3,
          isMarked: true,
          points: points.map(({ value }, index) => ({ x: index + 1, y: value })),
        },
        {
          ...shared,
          label: "level",
          style: 2,
          points: stepsOf(levels, line),
        },
      ],
      table: { head: ["run", "time", "commit", unit, "level"], rows: rowsOf(line, levels) },
    },
  ];
}

/** Level until halfway to the run with which the next begins. */
function stepsOf(levels: readonly (number | null)[], { changes }: TrendLine): Point[] {
  return levels.flatMap((y, index) => {
    const point = { x: index + 1, y };
    if (!changes.includes(index)) return [point];
    const edge = index + 0.5;
    return [{ x: edge, y: levels[index - 1] ?? null }, { x: edge, y }, point];
  });
}

function rowsOf({ points }: TrendLine, levels: readonly (number | null)[]): string[][] {
  const figure = (value: number | null) => (value === null ? "–" : formatNumber(value));
  return points.map(({ time, commit, value }, index) => [
    String(index + 1),
    time,
    commit ?? "–",
    figure(value),
    figure(levels[index] ?? null),
  ]);
}
