/** Peers side by side as text for the screen. */

import { fittedTables, hanging } from "../report/columns.ts";
import { MARKS } from "../report/comparison-words.ts";
import { PLAIN, printable, type TextStyle } from "../report/terminal.ts";
import { footLines, textOf, thresholdLines, warningLines } from "../report/text.ts";
import type { BenchResult, ScenarioResult } from "../result/result.ts";
import type { Figure } from "../rounds/figures.ts";
import {
  headline,
  labelOf,
  measured,
  ratioCell,
  readings,
  sentences,
  shownFigures,
  valueCell,
} from "./table.ts";

export function peersText(result: BenchResult, style = PLAIN): string {
  const { scenarios, environment } = result;
  const { paint, columns } = style;
  const isTrusted = scenarios.every(({ valid, partial }) => valid && !partial);
  const mark = isTrusted ? MARKS.pass : MARKS.regressed;
  const lines = (texts: readonly string[]) =>
    texts.flatMap((text) => hanging("  ", printable(text), columns));
  return textOf([
    [
      ...hanging(`${mark} `, printable(headline(scenarios)), columns).map((line) =>
        paint(isTrusted ? "good" : "bad", line),
      ),
      ...lines(sentences(scenarios)),
    ],
    ...tables(measured(scenarios), { paint, columns: columns - 2 }),
    lines(readings(scenarios)).map((line) => paint("quiet", line)),
    thresholdLines(result, style),
    footLines(environment, style),
    warningLines(
      scenarios.map(({ target, warnings }) => ({ whose: target, warnings })),
      style,
    ),
  ]);
}

/** Each server takes two rows: its figures, and below them their ratios to this hub's. */
function tables(servers: readonly ScenarioResult[], { paint, columns }: TextStyle): string[][] {
  const first = [
    "",
    ...servers.flatMap((server) => [paint("strong", printable(labelOf(server))), ""]),
  ];
  const blocks = shownFigures(servers).map((figure) => [columnOf(figure, servers, paint)]);
  return fittedTables(first, blocks, columns).map((lines) =>
    lines.filter((line) => line !== "").map((line) => `  ${line}`),
  );
}

function columnOf(
  figure: Figure,
  servers: readonly ScenarioResult[],
  paint: TextStyle["paint"],
): string[] {
  const cells = servers.flatMap((server) => [
    valueCell(server, figure),
    paint("quiet", ratioCell(server, figure)),
  ]);
  return [paint("quiet", figure.label), ...cells];
}
