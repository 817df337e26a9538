/** Readable reasons why a log file cannot be used. */

import { SQLiteError } from "bun:sqlite";

const REASONS: readonly (readonly [code: RegExp, reason: string])[] = [
  [/^SQLITE_FULL/, "the disk is full"],
  [/^SQLITE_READONLY/, "the log file is read-only"],
  [/^SQLITE_(CORRUPT|NOTADB)/, "the log file is damaged, or not a log"],
  [/^SQLITE_(CANTOPEN|PERM)/, "the log file cannot be opened for writing"],
  [/^SQLITE_(BUSY|LOCKED)/, "another process holds the log file"],
  [/^SQLITE_IOERR/, "the disk failed to write"],
];

/** The reason for an error thrown by SQLite or by a check of our own. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof SQLiteError)) return error.message;
  const { code = "" } = error;
  const known = REASONS.find(([pattern]) => pattern.test(code));
  return known === undefined ? error.message : `${known[1]} (${code})`;
}
