/** Support for tests of the command line: the bench as a process in its own group. */

import { join } from "node:path";

const MAIN = join(import.meta.dir, "main.ts");

type Environment = Readonly<Record<string, string>>;

/** `env` is added to this process's environment. */
export function spawnBench(argv: readonly string[], cwd?: string, env: Environment = {}) {
  return Bun.spawn([process.execPath, MAIN, ...argv], {
    ...(cwd !== undefined && { cwd }),
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...Bun.env, ...env },
    detached: true,
  });
}

/** Runs the bench to its end. */
export async function runBench(argv: readonly string[], cwd?: string, env?: Environment) {
  const child = spawnBench(argv, cwd, env);
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { stdout, stderr, code, pid: child.pid };
}
