/** Writes a result as the files that were asked for. */

import type { BenchResult } from "../result/result.ts";
import { bencherReport } from "./bencher.ts";
import { benchmarkActionFiles, benchmarkActionReport } from "./benchmark-action.ts";
import { csvReport } from "./csv.ts";
import { htmlReport } from "./html.ts";
import { junitReport } from "./junit.ts";
import { markdownReport } from "./markdown.ts";
import type { Markup } from "./markup.ts";
import { writeText } from "./write-text.ts";

/** A name for each form; `undefined` where none is asked for. */
export interface OutputFiles {
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  readonly html: string | undefined;
  readonly csv: string | undefined;
  readonly junit: string | undefined;
  readonly bencher: string | undefined;
  /** Stands for two files: see `benchmarkActionFiles`. */
  readonly benchmarkAction: string | undefined;
}

/** What an earlier result, of the same load, was, and in markup what comparing the two found. */
export interface Earlier {
  readonly result: BenchResult;
  readonly verdict?: Markup;
}

/**
 * Writes the files of a result; the HTML lays an earlier one, where there is one, under it.
 * @throws {BenchError} when a file cannot be written
 */
export async function writeReports(
  files: OutputFiles,
  result: BenchResult,
  earlier?: Earlier,
  toMarkdown: (result: BenchResult) => string = markdownReport,
): Promise<void> {
  const { json, markdown, html, csv, junit, bencher, benchmarkAction } = files;
  if (json !== undefined) await writeText(json, `${JSON.stringify(result, null, 2)}\n`);
  if (markdown !== undefined) await writeText(markdown, toMarkdown(result));
  if (html !== undefined) await writeText(html, await htmlOf(result, earlier));
  if (csv !== undefined) await writeText(csv, csvReport(result));
  if (junit !== undefined) await writeText(junit, junitReport(result));
  if (bencher !== undefined) await writeText(bencher, bencherReport(result));
  if (benchmarkAction !== undefined) {
    const [names, texts] = [benchmarkActionFiles(benchmarkAction), benchmarkActionReport(result)];
    await writeText(names.smaller, texts.smaller);
    await writeText(names.bigger, texts.bigger);
  }
}

function htmlOf(result: BenchResult, earlier: Earlier | undefined): Promise<string> {
  return earlier === undefined
    ? htmlReport([result])
    : htmlReport([earlier.result, result], earlier.verdict);
}
