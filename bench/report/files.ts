/** Writes a result as the files that were asked for. */

import { BenchError } from "../bench-error.ts";
import type { BenchResult } from "../result.ts";
import { csvReport } from "./csv.ts";
import { htmlReport } from "./html.ts";
import { junitReport } from "./junit.ts";
import { markdownReport } from "./markdown.ts";

/** A name for each form; `undefined` where none is asked for. */
export interface OutputFiles {
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  readonly html: string | undefined;
  readonly csv: string | undefined;
  readonly junit: string | undefined;
}

/**
 * Writes the files of a result; the HTML lays an earlier one, where there is one, under it.
 * @throws {BenchError} when a file cannot be written
 */
export async function writeReports(
  files: OutputFiles,
  result: BenchResult,
  base?: BenchResult,
  toMarkdown: (result: BenchResult) => string = markdownReport,
): Promise<void> {
  const forms: Readonly<Record<keyof OutputFiles, () => string | Promise<string>>> = {
    json: () => `${JSON.stringify(result, null, 2)}\n`,
    markdown: () => toMarkdown(result),
    html: () => htmlReport(base === undefined ? [result] : [base, result]),
    csv: () => csvReport(result),
    junit: () => junitReport(result),
  };
  await write(files.json, forms.json);
  await write(files.markdown, forms.markdown);
  await write(files.html, forms.html);
  await write(files.csv, forms.csv);
  await write(files.junit, forms.junit);
}

async function write(
  file: string | undefined,
  form: () => string | Promise<string>,
): Promise<void> {
  if (file === undefined) return;
  const text = await form();
  try {
    await Bun.write(file, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BenchError(`Cannot write ${file}: ${why}`);
  }
}
