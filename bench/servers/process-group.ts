/** The processes of a group, as Linux tells them; elsewhere nothing is known of them but how to end them. */

import { readdirSync, readFileSync } from "node:fs";
import { statFields } from "./usage.ts";

/** Processes that have not ended so long after they were told are killed. */
const STOP_GRACE_MS = 3_000;
const LOOK_MS = 10;

/** `undefined` where the system does not tell. */
export function groupMembers(group: number): number[] | undefined {
  try {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return pids.map(Number).filter((pid) => isMember(pid, group));
  } catch {
    return undefined;
  }
}

function isMember(pid: number, group: number): boolean {
  try {
    const [state, , of] = statFields(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return Number(of) === group && state !== "Z";
  } catch {
    // It has ended meanwhile.
    return false;
  }
}

/** Ends all of a group, by force what does not end when it is told; resolves when it is gone. */
export async function stopGroup(group: number): Promise<void> {
  const killAtMs = performance.now() + STOP_GRACE_MS;
  signalGroup(group, "SIGTERM");
  while (isThere(group)) {
    if (performance.now() > killAtMs) return signalGroup(group, "SIGKILL");
    await Bun.sleep(LOOK_MS);
  }
}

function isThere(group: number): boolean {
  const members = groupMembers(group);
  return members === undefined ? isSignalled(group) : members.length > 0;
}

function isSignalled(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

function signalGroup(group: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(-group, signal);
  } catch {
    // All of it has ended.
  }
}
