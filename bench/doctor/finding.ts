/** What a check has to say: what it is about, how bad it is, what was seen, and what to do about it. */

export type Severity = "fault" | "advice" | "unknown" | "ok";

export interface Finding {
  /** The check's name, for machines. */
  readonly check: string;
  readonly severity: Severity;
  /** The judgement in one line. */
  readonly title: string;
  /** What was seen, with figures. */
  readonly detail: string;
  /** What to do; empty where nothing needs to be done. */
  readonly cure: string;
}

/** The findings of one check, made in one call each. */
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
