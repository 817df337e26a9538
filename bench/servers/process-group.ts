/** The processes of a group. Linux lists them; elsewhere they can only be ended. */

import { readdirSync, readFileSync } from "node:fs";
import { statFields } from "./usage.ts";

/** Processes still running this long after SIGTERM are killed. */
const STOP_GRACE_MS = 3_000;
const LOOK_MS = 10;

/** `undefined` if the system does not list them. */
export function groupMembers(group: number): number[] | undefined {
  try {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return pids.map(Number).filter((pid) => isMember(pid, group));
  } catch {
    return undefined;
  }
}

/** What runs behind a shell that only waits, as of now: a server may start processes at any time. */
export function serverPids({ pid }: { readonly pid: number }): number[] {
  return (groupMembers(pid) ?? []).filter((member) => member !== pid);
}

function isMember(pid: number, group: number): boolean {
  try {
    const [state, , of] = statFields(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return Number(of) === group && state !== "Z";
  } catch {
    // It has ended in the meantime.
    return false;
  }
}

/** Ends a whole group, by force if it does not end when asked; resolves when it is gone. */
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
    // The whole group has ended.
  }
}
