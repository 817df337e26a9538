/**
 * One hub per log: a lock that the system releases when its holder dies. It is a file beside the log, because the
 * log's own locks come and go with each transaction.
 */

import { Database } from "bun:sqlite";

/** Interval between attempts to take a held lock. */
const RETRY_MS = 5;

export interface LogLock {
  release(): void;
}

/** Takes the lock of the log at `path`; `undefined` if another process holds it. */
export function tryLock(path: string): LogLock | undefined {
  const database = new Database(`${path}-lock`, { create: true, readwrite: true });
  try {
    database.run("BEGIN EXCLUSIVE");
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if (error instanceof Error && "code" in error && error.code === "SQLITE_BUSY") return undefined;
    throw error;
  }
}

/** Waits until the lock is free. */
export async function waitForLock(path: string): Promise<LogLock> {
  for (;;) {
    const lock = tryLock(path);
    if (lock !== undefined) return lock;
    await Bun.sleep(RETRY_MS);
  }
}
