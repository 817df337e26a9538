/** `bun run bench report`: one stored file, or two results laid over each other, drawn again. */

import { BenchError } from "./bench-error.ts";
import { compare } from "./compare.ts";
import type { Stored } from "./result/read.ts";
import { comparedBanner, incomparableBanner } from "./report/compared-banner.ts";
import { writeComparisonReports } from "./report/comparison-files.ts";
import { comparisonText } from "./report/comparison-text.ts";
import { type OutputFiles, writeReports } from "./report/files.ts";
import type { Markup } from "./report/markup.ts";
import { textReport } from "./report/text.ts";

interface Drawn {
  readonly text: string;
  readonly banner: Markup;
}

/**
 * Writes the files that were asked for, and answers what the screen shows.
 * @throws {BenchError} when a file cannot be written, or two of which one is a comparison are given
 */
export async function reportOn(
  first: Stored,
  second: Stored | undefined,
  outputs: OutputFiles,
): Promise<string> {
  if (second === undefined) return reportOnOne(first, outputs);
  if (first.kind === "comparison" || second.kind === "comparison") {
    throw new BenchError(
      "report draws one comparison at a time: bun run bench compare puts two side by side",
    );
  }
  const { text, banner } = outcomeOf(first, second);
  await writeReports(outputs, second.result, { result: first.result, verdict: banner });
  return `${textReport(second.result)}\n${text}`;
}

async function reportOnOne(stored: Stored, outputs: OutputFiles): Promise<string> {
  if (stored.kind === "result") {
    await writeReports(outputs, stored.result);
    return textReport(stored.result);
  }
  if (outputs.csv !== undefined) {
    throw new BenchError("A comparison has no series over time, and so no --csv");
  }
  await writeComparisonReports(outputs, stored.comparison);
  return comparisonText(stored.comparison);
}

/** Two that cannot be compared may still be looked at; the page says so. */
function outcomeOf(first: Stored, second: Stored): Drawn {
  try {
    const compared = compare(first, second);
    return { text: compared.text, banner: comparedBanner(compared) };
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    return { text: `${error.message}\n`, banner: incomparableBanner(error.message) };
  }
}
