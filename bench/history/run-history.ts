/** `bun run bench history`: appends a result to the file, and draws the file. */

import { appendFile } from "node:fs/promises";
import { BenchError } from "../bench-error.ts";
import type { Stored } from "../result/read.ts";
import { orSay, writeText } from "../report/write-text.ts";
import { changePoints } from "../stats/change-points.ts";
import { entriesOf, type HistoryEntry, isKnown, lineOf, readHistory } from "./entry.ts";
import { trendsOf } from "./trend.ts";
import { trendText } from "./trend-text.ts";

export interface HistoryRun {
  readonly file: string;
  /** The result to add; if absent, the file is only drawn. */
  readonly result: Stored | undefined;
  readonly commit: string | undefined;
  readonly html: string | undefined;
}

/**
 * Returns the text for the screen.
 * @throws {BenchError} when the file cannot be read or written, or there is nothing to add
 */
export async function runHistory(run: HistoryRun): Promise<string> {
  const { file, result, commit, html } = run;
  const known = await readLines(file, result !== undefined);
  const added = result === undefined ? [] : await addTo(file, known, result, commit);
  const trends = trendsOf([...known, ...added], changesIn);
  if (html !== undefined) {
    // What renders a page takes a while to load.
    const { trendPage } = await import("./trend-page.tsx");
    await writeText(html, await trendPage(trends));
  }
  return trendText(trends);
}

function changesIn(values: readonly number[]): number[] {
  return changePoints(values).map(({ index }) => index);
}

async function readLines(file: string, mayBeNew: boolean): Promise<HistoryEntry[]> {
  const lines = Bun.file(file);
  if (await lines.exists()) return readHistory(await lines.text(), file);
  if (mayBeNew) return [];
  throw new BenchError(`Cannot read ${file}: there is no such file`);
}

async function addTo(
  file: string,
  known: readonly HistoryEntry[],
  result: Stored,
  commit: string | undefined,
): Promise<readonly HistoryEntry[]> {
  const { entries, leftOut } = entriesOf(result, commit);
  if (entries.length === 0) {
    throw new BenchError(`There is nothing to add: ${leftOut.join("; ") || "no scenario was run"}`);
  }
  const twice = entries.find((entry) => isKnown(entry, known));
  if (twice !== undefined) {
    throw new BenchError(`${file} already has the run of ${twice.time}: nothing was added`);
  }
  await orSay(file, async () => {
    // A truncated line would swallow the next one. Reading has refused any, except if only the line end is missing.
    const text = (await Bun.file(file).exists()) ? await Bun.file(file).text() : "";
    const start = text === "" || text.endsWith("\n") ? "" : "\n";
    await appendFile(file, `${start}${entries.map(lineOf).join("")}`);
  });
  return entries;
}
