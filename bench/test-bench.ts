/** Support for tests of the command line: the bench as a process of its own, in a group of its own. */

import { join } from "node:path";

const MAIN = join(import.meta.dir, "main.ts");

export function spawnBench(argv: readonly string[], cwd?: string) {
  return Bun.spawn([process.execPath, MAIN, ...argv], {
    ...(cwd !== undefined && { cwd }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
}

/** Runs it to its end. */
export async function runBench(argv: readonly string[], cwd?: string) {
  const child = spawnBench(argv, cwd);
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { stdout, stderr, code, pid: child.pid };
}
