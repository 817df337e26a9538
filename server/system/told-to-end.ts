/** When this process is to end. */

import { type Descent, watchLauncher } from "./launcher.ts";

const SAME_SIGNAL_MS = 500;

/** Runs `stop` at the first SIGTERM or SIGINT, or when npx has ended; a later one ends the process at once. */
export function onceTold(
  launchers: readonly Descent[],
  stop: (why: string) => Promise<void>,
): void {
  let toldAtMs: number | undefined;
  const told = (why: string) => {
    const nowMs = performance.now();
    // One Ctrl-C comes more than once where a parent process passes it on too.
    if (toldAtMs !== undefined && nowMs - toldAtMs > SAME_SIGNAL_MS) process.exit(1);
    if (toldAtMs !== undefined) return;
    toldAtMs = nowMs;
    void stop(why);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => told(signal));
  watchLauncher(launchers, () => told("npx has ended"));
}
