/** This machine, as the look-up of a browser asks it. */

import { existsSync } from "node:fs";
import { findChromium, type Machine } from "./chromium.ts";

const machine: Machine = {
  chromePath: Bun.env.BUN_CHROME_PATH,
  which: (name) => Bun.which(name),
  exists: existsSync,
};

/** The browser of this machine; `undefined` when it has none. */
export function installedChromium(): string | undefined {
  return findChromium(machine);
}
