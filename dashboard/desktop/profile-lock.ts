/** Which process runs with a browser's profile. */

import { readlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * Browsers of the Chromium family keep a link in the profile while they run, on Linux and macOS: `<host>-<pid>`.
 * `undefined` if none runs, and on Windows, which has no such link.
 */
export function ownerOf(profile: string): number | undefined {
  try {
    const owner = readlinkSync(join(profile, "SingletonLock"));
    const pid = Number(owner.slice(owner.lastIndexOf("-") + 1));
    process.kill(pid, 0);
    return pid;
  } catch {
    // No link, or no such process: a browser that crashed leaves the link behind.
    return undefined;
  }
}
