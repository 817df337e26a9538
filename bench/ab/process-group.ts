/** The processes of a group, as Linux tells them; elsewhere nothing is known of them but how to end them. */

import { readdirSync, readFileSync } from "node:fs";

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
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // After the name in brackets, which may hold anything: state, parent, group.
    const [state, , of] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
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
