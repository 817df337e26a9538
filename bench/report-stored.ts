/** `bun run bench report`: draws a stored file again, or two results overlaid. */

import { BenchError } from "./bench-error.ts";
import { compare, type Compared } from "./compare.ts";
import { isPeersResult, peersReports } from "./peers/reports.ts";
import { peersText } from "./peers/text.ts";
import type { Stored } from "./result/read.ts";
import { comparisonText } from "./report/comparison-text.ts";
import { type OutputFiles, writeReports } from "./report/files.ts";
import { PLAIN, type TextStyle } from "./report/terminal.ts";
import { textReport } from "./report/text.ts";

/**
 * Writes the requested files, and returns the text for the screen.
 * @throws {BenchError} if a file cannot be written, or one of two files is a comparison
 */
export async function reportOn(
  first: Stored,
  second: Stored | undefined,
  outputs: OutputFiles,
  style = PLAIN,
): Promise<string> {
  if (second === undefined) return reportOnOne(first, outputs, style);
  if (first.kind === "comparison" || second.kind === "comparison") {
    throw new BenchError(
      "report draws one comparison at a time: bun run bench compare puts two side by side",
    );
  }
  const compared = comparedOrWhyNot(first, second, style);
  const toHtml = async () => {
    const { comparedBanner, incomparableBanner } =
      await import("./report/page/comparison-page.tsx");
    const { resultPage } = await import("./report/page/result-page.tsx");
    const banner =
      typeof compared === "string" ? incomparableBanner(compared) : comparedBanner(compared);
    return resultPage([first.result, second.result], banner);
  };
  await writeReports(outputs, second.result, { toHtml });
  const found = typeof compared === "string" ? `\n${compared}\n` : compared.text;
  return textReport(second.result, style) + found;
}

async function reportOnOne(
  stored: Stored,
  outputs: OutputFiles,
  style: TextStyle,
): Promise<string> {
  if (stored.kind === "result") {
    const { result } = stored;
    const isPeers = isPeersResult(result);
    await writeReports(outputs, result, isPeers ? peersReports(result) : {});
    return isPeers ? peersText(result, style) : textReport(result, style);
  }
  if (outputs.csv !== undefined) {
    throw new BenchError("A comparison has no series over time, and so no --csv");
  }
  if (outputs.hgrm !== undefined) {
    throw new BenchError("A comparison has no histograms, and so no --hgrm");
  }
  await writeReports(outputs, stored.comparison);
  return comparisonText(stored.comparison, style);
}

/** Two results that cannot be compared can still be overlaid; the page says so. */
function comparedOrWhyNot(first: Stored, second: Stored, style: TextStyle): Compared | string {
  try {
    return compare(first, second, {}, style);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    return error.message;
  }
}
