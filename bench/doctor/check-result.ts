/** What a check found: its subject, severity, evidence and cure. */

export type Severity = "fault" | "advice" | "unknown" | "ok";

export interface CheckResult {
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

/** Creates the results of one check. */
export interface CheckResults {
  fault(title: string, detail: string, cure: string): CheckResult;
  advice(title: string, detail: string, cure: string): CheckResult;
  /** `cure` says how to find out. */
  unknown(title: string, detail: string, cure: string): CheckResult;
  ok(title: string, detail: string): CheckResult;
}

export function resultsOf(check: string): CheckResults {
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
