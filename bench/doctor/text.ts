/** A diagnosis in words, the worst first, and the exit code that scripts go by. */

import { EXIT } from "../bench-error.ts";
import { counted } from "../report/figures.ts";
import type { Diagnosis } from "./diagnose.ts";
import type { Finding, Severity } from "./finding.ts";

const ORDER: readonly Severity[] = ["fault", "advice", "unknown", "ok"];
const LABELS: Readonly<Record<Severity, string>> = {
  fault: "FAULT",
  advice: "advice",
  unknown: "unknown",
  ok: "ok",
};
const LABEL_WIDTH = Math.max(...Object.values(LABELS).map(({ length }) => length));
const INDENT = " ".repeat(LABEL_WIDTH + 2);

export function diagnosisText({ url, findings }: Diagnosis): string {
  const sorted = ORDER.flatMap((severity) =>
    findings.filter((found) => found.severity === severity),
  );
  return `\n${[`${url}: ${summary(findings)}`, ...sorted.map(findingText)].join("\n\n")}\n`;
}

/** 0 without a fault, 99 with one, 2 when nothing could be reached. */
export function exitCodeOf({ isReached, findings }: Diagnosis): number {
  if (!isReached) return EXIT.usage;
  return findings.some(({ severity }) => severity === "fault") ? EXIT.failed : EXIT.pass;
}

function summary(findings: readonly Finding[]): string {
  const count = (severity: Severity) =>
    findings.filter((found) => found.severity === severity).length;
  const faults = count("fault");
  const parts = [faults === 0 ? "no fault found" : counted(faults, "fault")];
  if (count("advice") > 0) parts.push(`${count("advice")} advice`);
  if (count("unknown") > 0) parts.push(`${count("unknown")} unknown`);
  return [...parts, `${count("ok")} ok`].join(", ");
}

function findingText({ severity, title, detail, cure }: Finding): string {
  const lines = [`${LABELS[severity].padEnd(LABEL_WIDTH)}  ${title}`, `${INDENT}${detail}`];
  if (cure !== "") lines.push(`${INDENT}→ ${cure}`);
  return lines.join("\n");
}
