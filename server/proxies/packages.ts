/**
 * The programs that the tests need besides Bun, and their Debian packages, so that no test is skipped because one is
 * missing. Only `installPackages` changes the machine.
 */

import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";

/** The package of each program, which is looked up on the PATH. */
const PACKAGES = { nginx: "nginx", haproxy: "haproxy", ip: "iproute2" } as const;

/** What the machine has. */
export interface Programs {
  readonly hasChromium: boolean;
  readonly has: (program: string) => boolean;
}

/** The packages of the missing programs. */
export function missingPackages({ hasChromium, has }: Programs): string[] {
  const named = Object.entries(PACKAGES).filter(([program]) => !has(program));
  return [...(hasChromium ? [] : ["chromium"]), ...named.map(([, name]) => name)];
}

export interface Rights {
  readonly isRoot: boolean;
  readonly hasApt: boolean;
}

/** Why the packages cannot be installed, and what to do; `undefined` if they can. */
export function installFault(packages: readonly string[], rights: Rights): string | undefined {
  const { isRoot, hasApt } = rights;
  if (isRoot && hasApt) return undefined;
  const names = packages.join(" ");
  const what = hasApt ? `run 'apt-get install ${names}' as root` : `install ${names}`;
  const instead = packages.includes("chromium")
    ? ", or set BUN_CHROME_PATH to a browser you have"
    : "";
  return `The tests need programs that this machine lacks: ${what}${instead}.`;
}

/**
 * Installs the packages without starting their services.
 * @throws {Error} when a step fails; its output says why
 */
export function installPackages(packages: readonly string[], signal: AbortSignal): Promise<void> {
  return withoutServices(async () => {
    await run(signal, "apt-get", "update");
    await run(signal, "apt-get", "install", "-y", "--no-install-recommends", ...packages);
  });
}

/** Debian runs this program before it starts a service; exit code 101 forbids the start (invoke-rc.d(8)). */
const POLICY = "/usr/sbin/policy-rc.d";

/** A machine that already has a policy, as most containers do, keeps it. */
async function withoutServices(install: () => Promise<void>): Promise<void> {
  if (existsSync(POLICY)) return install();
  await writeFile(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await install();
  } finally {
    await rm(POLICY);
  }
}

async function run(signal: AbortSignal, ...command: string[]): Promise<void> {
  const child = Bun.spawn(command, {
    stdout: "ignore",
    stderr: "inherit",
    env: { ...Bun.env, DEBIAN_FRONTEND: "noninteractive" },
    signal,
  });
  if ((await child.exited) !== 0) throw new Error(`'${command.join(" ")}' failed`);
}
