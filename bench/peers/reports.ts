/** The reports for peers, which show all servers side by side. */

import type { ReportMakers } from "../report/files.ts";
import { environmentLine } from "../report/text.ts";
import type { BenchResult } from "../result/result.ts";
import { PEERS } from "./results.ts";
import { peersMarkdown } from "./table.ts";

export function isPeersResult({ scenarios }: BenchResult): boolean {
  return scenarios.length > 0 && scenarios.every(({ name }) => name === PEERS);
}

export function peersReports(result: BenchResult): ReportMakers {
  const { scenarios, environment } = result;
  const foot = `\`${environment.command}\`, ${environmentLine(environment)}`;
  return {
    toMarkdown: () => `${peersMarkdown(scenarios)}\n${foot}\n`,
    toHtml: async () => (await import("./page.tsx")).peersPage(result),
  };
}
