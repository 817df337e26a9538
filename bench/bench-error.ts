/** A run cannot continue, for a reason that the user can fix: `main.ts` prints it and exits with its code. */

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

  /** `message` says in one line what is wrong and what to do about it. */
  constructor(message: string, exitCode: number = EXIT.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The message of a thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
