/** Entry, run before the tests: makes sure that there is a browser, or ends with 1 and says what to do. */

import { installChromium, installFault } from "./chromium.ts";
import { installedChromium } from "./machine.ts";

if (installedChromium() === undefined) await install();

async function install(): Promise<void> {
  const fault = installFault({
    isRoot: process.getuid?.() === 0,
    hasApt: Bun.which("apt-get") !== null,
  });
  if (fault !== undefined) return fail(fault);
  console.log("Installing Debian's chromium for the browser tests …");
  try {
    await installChromium();
  } catch (error) {
    fail(`Cannot install chromium: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
