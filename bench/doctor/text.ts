/** A diagnosis as text, the worst first, and its exit code for scripts. */

import { EXIT } from "../bench-error.ts";
import { hanging } from "../report/columns.ts";
import { counted } from "../report/figures.ts";
import { PLAIN, printable, type TextStyle, type Tone } from "../report/terminal.ts";
import { textOf } from "../report/text.ts";
import type { Diagnosis } from "./diagnose.ts";
import type { CheckResult, Severity } from "./check-result.ts";

const ORDER: readonly Severity[] = ["fault", "advice", "unknown", "ok"];
const LABELS: Readonly<Record<Severity, string>> = {
  fault: "FAULT",
  advice: "advice",
  unknown: "unknown",
  ok: "ok",
};
const LABEL_WIDTH = Math.max(...Object.values(LABELS).map(({ length }) => length));
const INDENT = " ".repeat(LABEL_WIDTH + 2);
const TONES: Readonly<Record<Severity, Tone>> = {
  fault: "bad",
  advice: "caution",
  unknown: "quiet",
  ok: "good",
};

export function diagnosisText({ url, findings }: Diagnosis, style = PLAIN): string {
  const sorted = ORDER.flatMap((severity) =>
    findings.filter((found) => found.severity === severity),
  );
  const title = style.paint("strong", printable(`${url}: ${summary(findings)}`));
  return textOf([[title], ...sorted.map((finding) => findingLines(finding, style))]);
}

/** 0 without a fault, 99 with one, 2 if nothing could be reached. */
export function exitCodeOf({ isReached, findings }: Diagnosis): number {
  if (!isReached) return EXIT.usage;
  return findings.some(({ severity }) => severity === "fault") ? EXIT.failed : EXIT.pass;
}

function summary(findings: readonly CheckResult[]): string {
  const count = (severity: Severity) =>
    findings.filter((found) => found.severity === severity).length;
  const faults = count("fault");
  const parts = [faults === 0 ? "no fault found" : counted(faults, "fault")];
  if (count("advice") > 0) parts.push(`${count("advice")} advice`);
  if (count("unknown") > 0) parts.push(`${count("unknown")} unknown`);
  return [...parts, `${count("ok")} ok`].join(", ");
}

function findingLines(
  { severity, title, detail, cure }: CheckResult,
  { paint, columns }: TextStyle,
): string[] {
  const label = paint(TONES[severity], LABELS[severity].padEnd(LABEL_WIDTH));
  const lines = (lead: string, text: string) => hanging(lead, printable(text), columns);
  return [
    ...lines(`${label}  `, title),
    ...lines(INDENT, detail),
    ...(cure === "" ? [] : lines(`${INDENT}→ `, cure)),
  ];
}
