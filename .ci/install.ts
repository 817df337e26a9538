/** Entry, run before the tests: installs the programs that they need, or exits with 1 and says what to do. */

import { installedChromium } from "../dashboard/browser/machine.ts";
import { installFault, installPackages, missingPackages } from "../server/proxies/packages.ts";

/** Debian installs servers in directories that only root has on the PATH. */
const PATH = `${Bun.env.PATH}:/usr/sbin:/sbin`;

const missing = missingPackages({
  hasChromium: installedChromium() !== undefined,
  has: (program) => Bun.which(program, { PATH }) !== null,
});
if (missing.length > 0) await install(missing);

async function install(packages: readonly string[]): Promise<void> {
  const fault = installFault(packages, {
    isRoot: process.getuid?.() === 0,
    hasApt: Bun.which("apt-get") !== null,
  });
  if (fault !== undefined) return fail(fault);
  console.log(`Installing what the tests need: ${packages.join(", ")} …`);
  try {
    await installPackages(packages, interrupted());
  } catch (error) {
    fail(`Cannot install them: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** So that an interrupted installation still restores the machine's policy. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
