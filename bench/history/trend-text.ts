/** Trends as lines of text: one character per run, and a bar before each new level. */

import { alignedColumns } from "../report/columns.ts";
import { counted, formatMetric } from "../report/figures.ts";
import { sparkline } from "../report/bars.ts";
import { CAUTION, levelsOf, othersChangedAt, type Trend, type TrendLine } from "./trend.ts";

const WIDTH = 60;
const SHORT_COMMIT = 7;
const MEANING = "A bar is where the level changed.";

export function trendText(trends: readonly Trend[]): string {
  if (trends.length === 0) return "The history is empty.\n";
  return `${[...trends.map(blockOf), `${MEANING} ${CAUTION}`].join("\n\n")}\n`.replaceAll(
    /[^\n\P{Cc}]/gu,
    " ",
  );
}

function blockOf(trend: Trend): string {
  const { group, machine, load, entries, lines } = trend;
  const [first, last] = [entries[0]?.time ?? "", entries.at(-1)?.time ?? ""].map(dayOf);
  const title = `${group}: ${load}; ${machine}; ${counted(entries.length, "run")}, ${first === last ? first : `${first} to ${last}`}`;
  const rows = lines.map((line) => [
    line.name,
    lineText(line),
    latest(line),
    changeText(line, trend),
  ]);
  return [title, ...alignedColumns(rows, new Set([2])).map((row) => `  ${row}`)].join("\n");
}

/** As many of the newest runs as fit; the level shows what came before them. */
function lineText({ points, changes }: TrendLine): string {
  const from = Math.max(0, points.length - WIDTH);
  const characters = [
    ...sparkline(
      points.map(({ value }) => value),
      WIDTH,
    ),
  ];
  return characters
    .map((character, index) => (changes.includes(from + index) ? `│${character}` : character))
    .join("");
}

function latest({ points, unit, better }: TrendLine): string {
  return formatMetric({ value: points.at(-1)?.value ?? null, unit, better });
}

/** Since when the newest level has held, how much it differs, and whether other metrics changed with it. */
function changeText(line: TrendLine, trend: Trend): string {
  const at = line.changes.at(-1);
  if (at === undefined) return "";
  const levels = levelsOf(line);
  const [before, after] = [levels[at - 1] ?? null, levels[at] ?? null];
  const point = line.points[at];
  if (before === null || after === null || before === 0 || point === undefined) return "";
  const percent = (after / before - 1) * 100;
  const isBetter = percent < 0 === (line.better === "lower");
  const commit = point.commit === undefined ? "" : ` (${point.commit.slice(0, SHORT_COMMIT)})`;
  const others = othersChangedAt(line, at, trend);
  const company = others === 0 ? "in this metric alone" : `with ${counted(others, "other metric")}`;
  return `${percent > 0 ? "+" : ""}${percent.toFixed(1)} % ${isBetter ? "better" : "worse"} since ${dayOf(point.time)}${commit}, ${company}`;
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}
