/** A run cannot go on, for a reason that a person can mend: `main.ts` prints it and exits with its code. */

/** The exit codes that scripts rely on. */
export const EXIT = {
  pass: 0,
  internalError: 1,
  usage: 2,
  invalid: 3,
  inconclusive: 4,
  failed: 99,
} as const;

export class BenchError extends Error {
  override readonly name = "BenchError";
  readonly exitCode: number;

  /** `message` says what is wrong and what to do about it, in one line. */
  constructor(message: string, exitCode: number = EXIT.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What a thrown value says of itself. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
