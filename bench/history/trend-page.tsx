/** Trends as an HTML page: a chart a metric, its levels behind the runs. */

import { aroundAxis, countAxis } from "#drawing";
import { counted } from "../report/figures.ts";
import { formatNumber } from "../report/figures.ts";
import { PlotFigure } from "../report/page/figure.tsx";
import { htmlPage } from "../report/page/page.tsx";
import type { Point } from "../report/plots/curves.ts";
import { inWords, type Plot, titled } from "../report/plots/plot.ts";
import { CAUTION, levelsOf, type Trend, type TrendLine } from "./trend.ts";

const MEANING =
  "Each point is a run, the newest at the right; the dashed line is the median between changes of level. The scale need not begin at zero.";

/** @throws {AggregateError} when the page's script cannot be bundled */
export function trendPage(trends: readonly Trend[]): Promise<string> {
  const groups = [...new Set(trends.map(({ group }) => group))].join(", ");
  const times = trends.flatMap(({ entries }) => entries.map(({ time }) => time));
  return htmlPage({
    title: `${groups || "Nothing yet"} · Streamgauge history`,
    about: "history",
    startedAt: times.toSorted().at(-1) ?? "",
    foot: `${CAUTION} Other processors and other loads have sections of their own.`,
    children: trends.length === 0 ? <p>The history is empty.</p> : trends.map(sectionOf),
  });
}

function sectionOf({ group, machine, load, entries, lines }: Trend) {
  return (
    <section class="scenario">
      <h2>
        {group}{" "}
        <span class="load">
          {load}; {machine}; {counted(entries.length, "run")}
        </span>
      </h2>
      <div class="plots rounds">
        {lines.flatMap(trendPlots).map((plot) => (
          <PlotFigure plot={plot} />
        ))}
      </div>
    </section>
  );
}

/** None where no run has a value. */
export function trendPlots(line: TrendLine): Plot[] {
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
