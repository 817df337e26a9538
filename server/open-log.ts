/** Opens the configured log, once no other hub holds it. */

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Config } from "./config.ts";
import { type EventLog, LogUnavailableError } from "./log/event-log.ts";
import { MemoryLog } from "./log/memory-log.ts";
import { type LogLock, tryLock, waitForLock } from "./log/sqlite/lock.ts";
import { reasonOf } from "./log/sqlite/reason.ts";
import { SqliteLog } from "./log/sqlite/sqlite-log.ts";

/**
 * `onNotice` gets messages for the operator: what the hub is waiting for, and what happens to the log later.
 * @throws {LogUnavailableError} when the log cannot be opened; the message says why
 */
export async function openLog(
  config: Pick<Config, "logPath" | "durability" | "retain" | "isReusingPort">,
  onNotice: (text: string) => void,
): Promise<EventLog> {
  const { logPath: path, durability, retain: retention } = config;
  const newEpoch = makeEpoch();
  if (path === undefined) return new MemoryLog(newEpoch, retention, () => performance.now());
  const lock = await takeLock(path, config.isReusingPort, onNotice);
  return SqliteLog.open({ path, durability, retention, newEpoch, lock, onNotice });
}

async function takeLock(
  path: string,
  isWaiting: boolean,
  onNotice: (text: string) => void,
): Promise<LogLock> {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const lock = tryLock(path);
    if (lock !== undefined) return lock;
  } catch (error) {
    throw new LogUnavailableError(`Cannot use ${path} as the log: ${reasonOf(error)}`);
  }
  if (!isWaiting) {
    const advice = "stop it first, take over from it with --reuse-port, or choose another --log";
    throw new LogUnavailableError(`Another hub holds the log ${path}: ${advice}`);
  }
  onNotice(`Waiting for the hub that holds the log ${path}`);
  return waitForLock(path);
}

/** Unique per start: the time in ms and four random characters. */
function makeEpoch(): string {
  return Date.now().toString(36) + randomBytes(2).toString("hex");
}
