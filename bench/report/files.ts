/** Writes a result or a comparison to the requested files, and into a CI job's summary. */

import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Comparison } from "../comparison/comparison.ts";
import type { BenchResult } from "../result/result.ts";
import { bencherReport } from "./formats/bencher.ts";
import { benchmarkActionFiles, benchmarkActionReport } from "./formats/benchmark-action.ts";
import { csvReport } from "./formats/csv.ts";
import { hgrmFiles } from "./formats/hgrm.ts";
import { junitReport } from "./formats/junit.ts";
import { markdownReport } from "./formats/markdown.ts";
import { isComparison } from "./tracked.ts";
import { orSay, writeText } from "./write-text.ts";

/** A name for each format; `undefined` if it is not wanted. */
export interface OutputFiles {
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  readonly html: string | undefined;
  readonly csv: string | undefined;
  /** A folder, which gets one file per histogram. */
  readonly hgrm: string | undefined;
  readonly junit: string | undefined;
  readonly bencher: string | undefined;
  /** Stands for two files: see `benchmarkActionFiles`. */
  readonly benchmarkAction: string | undefined;
}

export const NO_OUTPUTS: OutputFiles = {
  json: undefined,
  markdown: undefined,
  html: undefined,
  csv: undefined,
  hgrm: undefined,
  junit: undefined,
  bencher: undefined,
  benchmarkAction: undefined,
};

/** All formats except those for time series and histograms. */
export type ComparisonFiles = Omit<OutputFiles, "csv" | "hgrm">;

/** Replacements for the usual reports to people. */
export interface ReportMakers {
  readonly toMarkdown?: () => string;
  readonly toHtml?: () => Promise<string>;
}

/** @throws {BenchError} if a file cannot be written */
export async function writeReports(
  files: ComparisonFiles & Partial<Pick<OutputFiles, "csv" | "hgrm">>,
  outcome: BenchResult | Comparison,
  {
    toMarkdown = () => markdownReport(outcome),
    toHtml = () => htmlReport(outcome),
  }: ReportMakers = {},
): Promise<void> {
  const { json, markdown, html, csv, hgrm, junit, bencher, benchmarkAction } = files;
  if (json !== undefined) await writeText(json, `${JSON.stringify(outcome, null, 2)}\n`);
  if (markdown !== undefined) await writeText(markdown, toMarkdown());
  if (html !== undefined) await writeText(html, await toHtml());
  if (csv !== undefined && !isComparison(outcome)) await writeText(csv, csvReport(outcome));
  if (hgrm !== undefined && !isComparison(outcome)) await writeHgrm(hgrm, outcome);
  if (junit !== undefined) await writeText(junit, junitReport(outcome));
  if (bencher !== undefined) await writeText(bencher, bencherReport(outcome));
  if (benchmarkAction !== undefined) {
    const [names, texts] = [benchmarkActionFiles(benchmarkAction), benchmarkActionReport(outcome)];
    await writeText(names.smaller, texts.smaller);
    await writeText(names.bigger, texts.bigger);
  }
}

/** Creates the folder if it does not exist. */
async function writeHgrm(folder: string, result: BenchResult): Promise<void> {
  await orSay(folder, () => mkdir(folder, { recursive: true }));
  for (const { name, text } of hgrmFiles(result)) await writeText(join(folder, name), text);
}

/** Loaded on demand: most runs write no page, and rendering is slow to load. */
async function htmlReport(outcome: BenchResult | Comparison): Promise<string> {
  if (isComparison(outcome)) {
    return (await import("./page/comparison-page.tsx")).comparisonPage(outcome);
  }
  return (await import("./page/result-page.tsx")).resultPage([outcome]);
}

/**
 * Adds the Markdown to a CI job's summary; `path` comes from `$GITHUB_STEP_SUMMARY`.
 * @throws {BenchError} if the file cannot be written
 */
export async function jobSummary(path: string, comparison: Comparison): Promise<void> {
  await orSay(path, () => appendFile(path, `${markdownReport(comparison)}\n`));
}
