/** A check's finding: its subject, severity, evidence and cure. */

export type Severity = "fault" | "advice" | "unknown" | "ok";

export interface Finding {
  /** The check's name, for machines. */
  readonly check: string;
  readonly severity: Severity;
  /** The conclusion in one line. */
  readonly title: string;
  /** The evidence, with figures. */
  readonly detail: string;
  /** What to do; empty if there is nothing to do. */
  readonly cure: string;
}

/** Creates the findings of one check. */
export interface Findings {
  fault(title: string, detail: string, cure: string): Finding;
  advice(title: string, detail: string, cure: string): Finding;
  /** `cure` says how to find out. */
  unknown(title: string, detail: string, cure: string): Finding;
  ok(title: string, detail: string): Finding;
}

export function findingsOf(check: string): Findings {
  const of = (severity: Severity) => (title: string, detail: string, cure: string) => ({
    check,
    severity,
    title,
    detail,
    cure,
  });
  return {
    fault: of("fault"),
    advice: of("advice"),
    unknown: of("unknown"),
    ok: (title, detail) => of("ok")(title, detail, ""),
  };
}
