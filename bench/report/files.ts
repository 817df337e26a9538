/** Writes a result or a comparison as the files that were asked for, and into the summary of a CI job. */

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

/** A name for each form; `undefined` where none is asked for. */
export interface OutputFiles {
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  readonly html: string | undefined;
  readonly csv: string | undefined;
  /** A folder for a file a histogram. */
  readonly hgrm: string | undefined;
  readonly junit: string | undefined;
  readonly bencher: string | undefined;
  /** Stands for two files: see `benchmarkActionFiles`. */
  readonly benchmarkAction: string | undefined;
}

/** All forms but those of series over time and of histograms. */
export type ComparisonFiles = Omit<OutputFiles, "csv" | "hgrm">;

/** What is written for people, where it is not as usual. */
export interface ReportMakers {
  readonly toMarkdown?: () => string;
  readonly toHtml?: () => Promise<string>;
}

/** @throws {BenchError} when a file cannot be written */
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

/** Into the folder, which is made where there is none. */
async function writeHgrm(folder: string, result: BenchResult): Promise<void> {
  await orSay(folder, () => mkdir(folder, { recursive: true }));
  for (const { name, text } of hgrmFiles(result)) await writeText(join(folder, name), text);
}

/** Most runs write no page, and what renders one takes a while to load. */
async function htmlReport(outcome: BenchResult | Comparison): Promise<string> {
  if (isComparison(outcome)) {
    return (await import("./page/comparison-page.tsx")).comparisonPage(outcome);
  }
  return (await import("./page/result-page.tsx")).resultPage([outcome]);
}

/**
 * Adds the Markdown to what a job says about itself; `path` is what `$GITHUB_STEP_SUMMARY` names.
 * @throws {BenchError} when the file cannot be written
 */
export async function jobSummary(path: string, comparison: Comparison): Promise<void> {
  await orSay(path, () => appendFile(path, `${markdownReport(comparison)}\n`));
}
