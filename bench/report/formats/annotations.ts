/**
 * A comparison as workflow commands, which GitHub's runner shows as annotations of the run: an error for each gated
 * metric that regressed, and a warning for each that is inconclusive and for each reason to be careful.
 */

import type { Comparison, MetricVerdict } from "../../comparison/comparison.ts";
import { gatedOf, sideText } from "../comparison-words.ts";

/** Complete lines for standard output; empty if there is nothing to report. */
export function annotations({ metrics, warnings, base, head }: Comparison): string {
  const sides = `${sideText(head)} against ${sideText(base)}`;
  const of = (wanted: MetricVerdict["verdict"]) =>
    gatedOf(metrics).filter(({ verdict }) => verdict === wanted);
  const say = (level: "error" | "warning", { name, verdict, reason }: MetricVerdict) =>
    command(level, `${name} ${verdict}`, `${reason}\n${sides}`);
  return [
    ...of("regressed").map((metric) => say("error", metric)),
    ...of("inconclusive").map((metric) => say("warning", metric)),
    ...warnings.map((warning) => command("warning", "Comparison", warning)),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function command(level: "error" | "warning", title: string, message: string): string {
  return `::${level} title=${escapeProperty(title)}::${escapeMessage(message)}`;
}

/** The reverse of what the runner does (actions/toolkit, `command.ts`): a raw line break would start another command. */
function escapeMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
