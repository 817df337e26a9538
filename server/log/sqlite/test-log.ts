/** Support for tests: a log file of their own. */

import { tryLock } from "./lock.ts";
import { SqliteLog, type SqliteLogOptions } from "./sqlite-log.ts";

/** Opens the log at `path`, with the epoch `e` if it is new. */
export async function openTestLog(
  path: string,
  options: Partial<SqliteLogOptions> = {},
): Promise<SqliteLog> {
  const lock = tryLock(path);
  if (lock === undefined) throw new Error(`${path} is held by another process`);
  return SqliteLog.open({
    path,
    lock,
    durability: "process",
    retention: { maxCount: 1_000_000, maxBytes: 1e9, maxAgeMs: Infinity },
    newEpoch: "e",
    onNotice: () => {},
    ...options,
  });
}
