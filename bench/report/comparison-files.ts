/** Writes a comparison as the files that were asked for, and into the summary of a CI job. */

import { appendFile } from "node:fs/promises";
import type { Comparison } from "../comparison/comparison.ts";
import { bencherReport } from "./bencher.ts";
import { benchmarkActionFiles, benchmarkActionReport } from "./benchmark-action.ts";
import { comparisonHtml } from "./comparison-html.ts";
import { comparisonJunit } from "./comparison-junit.ts";
import { comparisonMarkdown } from "./comparison-markdown.ts";
import type { OutputFiles } from "./files.ts";
import { orSay, writeText } from "./write-text.ts";

/** All forms but CSV, which is of series over time. */
export type ComparisonFiles = Omit<OutputFiles, "csv">;

/** @throws {BenchError} when a file cannot be written */
export async function writeComparisonReports(
  files: ComparisonFiles,
  comparison: Comparison,
): Promise<void> {
  const { json, markdown, html, junit, bencher, benchmarkAction } = files;
  if (json !== undefined) await writeText(json, `${JSON.stringify(comparison, null, 2)}\n`);
  if (markdown !== undefined) await writeText(markdown, comparisonMarkdown(comparison));
  if (html !== undefined) await writeText(html, await comparisonHtml(comparison));
  if (junit !== undefined) await writeText(junit, comparisonJunit(comparison));
  if (bencher !== undefined) await writeText(bencher, bencherReport(comparison));
  if (benchmarkAction !== undefined) {
    const [names, texts] = [
      benchmarkActionFiles(benchmarkAction),
      benchmarkActionReport(comparison),
    ];
    await writeText(names.smaller, texts.smaller);
    await writeText(names.bigger, texts.bigger);
  }
}

/**
 * Adds the Markdown to what a job says about itself; `path` is what `$GITHUB_STEP_SUMMARY` names.
 * @throws {BenchError} when the file cannot be written
 */
export async function jobSummary(path: string, comparison: Comparison): Promise<void> {
  await orSay(path, () => appendFile(path, `${comparisonMarkdown(comparison)}\n`));
}
