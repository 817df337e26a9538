/** Looks for a browser on this machine. */

import { existsSync } from "node:fs";
import { findChromium, type Machine } from "./chromium.ts";

const machine: Machine = {
  chromePath: Bun.env.BUN_CHROME_PATH,
  which: (name) => Bun.which(name),
  exists: existsSync,
};

/** The browser of this machine; `undefined` if it has none. */
export function installedChromium(): string | undefined {
  return findChromium(machine);
}
